import Testing

@testable import OAuth

@Suite struct NamedAudiencesTests {
    @Test func allAreInTheOrderOfTheClaims() {
        #expect(NamedAudiences.byOneClaim(["a", "b"]).all == ["a", "b"])
        #expect(NamedAudiences.byTwoClaims(["c"], aud: ["a", "b"]).all == ["c", "a", "b"])
    }

    @Test func eachClaimMustNameOneThatIsAccepted() {
        #expect(NamedAudiences.byOneClaim(["a", "b"]).areMet(by: ["x", "b"]))
        #expect(!NamedAudiences.byOneClaim(["a", "b"]).areMet(by: ["A", "ab"]))
        #expect(!NamedAudiences.byOneClaim([]).areMet(by: ["a"]))
        #expect(!NamedAudiences.byOneClaim(["a"]).areMet(by: []))
        #expect(NamedAudiences.byTwoClaims(["a"], aud: ["b"]).areMet(by: ["a", "b"]))
        #expect(!NamedAudiences.byTwoClaims(["a"], aud: ["b"]).areMet(by: ["a"]))
        #expect(!NamedAudiences.byTwoClaims(["a"], aud: ["b"]).areMet(by: ["b"]))
        #expect(!NamedAudiences.byTwoClaims(["a"], aud: []).areMet(by: ["a"]))
    }

    @Test func theyAreComparedByTheirCodePoints() {
        #expect(!["caf\u{E9}"].nameOne(of: ["cafe\u{301}"]))
        #expect(["caf\u{E9}"].nameOne(of: ["caf\u{E9}"]))
    }
}
