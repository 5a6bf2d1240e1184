import Testing

@testable import ResourceServer

@Suite("Challenges")
struct ChallengeTests {
    @Test("what could leave its quotes or its line is left out (RFC 6750 §3)")
    func quotable() {
        var challenge = Challenge(scheme: "Bearer", realm: #"a"b\c"#)
        challenge.add("error_description", "!\u{22}#[\\]~\u{7F}\u{1F}\r\n\u{E9} ")
        #expect(challenge.value == #"Bearer realm="abc", error_description="!#[]~ ""#)
    }
}
