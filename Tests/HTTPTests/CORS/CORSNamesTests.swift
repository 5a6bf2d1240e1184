import Testing

@testable import HTTP

@Suite("Names that CORS tells of")
struct CORSNamesTests {
    @Test("tokens, in their order and letter case")
    func tokens() {
        #expect(CORSNames(["GET", "PROPFIND", "x!#$%&'*+-.^_`|~9"])?.value == "GET, PROPFIND, x!#$%&'*+-.^_`|~9")
        #expect(CORSNames(["Authorization"])?.value == "Authorization")
    }

    @Test(
        "anything that is no token, or stands for more than itself, is none",
        arguments: [
            "", "*", "a b", "a,b", "a:b", "a\r\nX: y", "a\n", "a\0", "a\"", "(a)", "ü", "a\u{301}", "a;", "a/b", "a\t",
        ]
    )
    func others(name: String) {
        #expect(CORSNames(["GET", name]) == nil)
    }

    @Test("a list has a bound")
    func bound() {
        #expect(CORSNames([String(repeating: "a", count: 1_024)]) != nil)
        #expect(CORSNames([String(repeating: "a", count: 1_025)]) == nil)
        #expect(CORSNames(Array(repeating: "a", count: 342)) != nil)
        #expect(CORSNames(Array(repeating: "a", count: 343)) == nil)
    }

    @Test("what is there by default could be written, too")
    func standard() {
        for names in [CORSNames.standardMethods, .standardRequestFields, .standardResponseFields] {
            #expect(CORSNames(names.value.split(separator: ", ").map(String.init)) == names)
        }
    }
}
