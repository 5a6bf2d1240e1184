import Testing

@testable import Fetching

@Suite struct CacheControlTests {
    @Test(
        arguments: [
            ("max-age=300", 300), ("public, max-age=300", 300), ("MAX-AGE=300", 300), (" max-age = 300 ", 300),
            ("max-age=0", 0),
            ("max-age=\"300\"", 300), ("max-age=300, max-age=60", 60), ("max-age=60, max-age=300", 60),
            ("max-age=x, max-age=7", 7),
            ("max-age=300, must-revalidate", 300), ("s-maxage=5, max-age=300", 300), (",, max-age=300 ,", 300),
            ("no-store", 0), ("max-age=300, no-cache", 0), ("No-Store, max-age=300", 0),
            // RFC 9111 §1.2.2: what does not fit is as good as for ever.
            ("max-age=2147483648", 1 << 31), ("max-age=99999999999999999999999999", 1 << 31),
        ] as [(String, Int)]
    )
    func saysHowLongAnAnswerMayBeKept(field: String, seconds: Int) {
        #expect(CacheControl.maxAge(in: field) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "public", "max-age", "max-age=", "max-age=-1", "max-age=+1", "max-age=1.5", "max-age=1e3", "max-age=0x10",
        "max-age=\"", "max-age=\"\"", "max-age=\"1", "max-age=1 2", "max-age=١", "xmax-age=1", "s-maxage=300", "=300",
        ",",
    ])
    func saysNothingWhereNothingUsableStands(field: String) {
        #expect(CacheControl.maxAge(in: field) == nil)
    }

    @Test func anOverlongFieldIsNotLookedAt() {
        let field = "max-age=1" + String(repeating: " ", count: CacheControl.maxBytes - 9)
        #expect(CacheControl.maxAge(in: field) == .seconds(1))
        #expect(CacheControl.maxAge(in: field + " ") == nil)
    }
}
