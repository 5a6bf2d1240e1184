import Testing

@testable import OAuth

@Suite struct OpaqueTextTests {
    @Test(arguments: [
        "x", "1f2e3d4c", "a.b", "a.b.c", "..", "a.b.c.d.e", "a.b.c.d.e.f", "e30.e30.e30",
        // {"enc":"A128GCM"} and {"alg":"none"}: the other's number of parts.
        "eyJlbmMiOiJBMTI4R0NNIn0.a.b", "eyJhbGciOiJub25lIn0.a.b.c.d", "eyJhbGciOiJub25lIn0.a",
    ])
    func whatHasNoHeaderOfJOSEIsOpaque(text: String) {
        #expect(OpaqueText.isOne(text))
    }

    @Test(arguments: [
        "", "eyJhbGciOiJub25lIn0.a.b", "eyJhbGciOiJub25lIn0..", "eyJhbGciOjV9.e30.x", "eyJlbmMiOiJBMTI4R0NNIn0.a.b.c.d",
    ])
    func whatHasOneIsNobodyElsesToSee(text: String) {
        #expect(!OpaqueText.isOne(text))
    }
}
