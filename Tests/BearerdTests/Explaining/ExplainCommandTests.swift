import ArgumentParser
import OAuth
import Testing

@testable import bearerd

@Suite struct ExplainCommandTests {
    @Test(arguments: [
        ("a.b.c", "a.b.c"), ("Bearer a.b.c", "a.b.c"), ("DPoP a.b.c", "a.b.c"), ("bearer   a.b.c ", "a.b.c"),
        ("  a.b.c  ", "a.b.c"), ("Basic a.b.c", "Basic a.b.c"), ("Bearer a b", "Bearer a b"),
    ])
    func aPastedHeaderFieldIsTakenApart(text: String, token: String) {
        #expect(ExplainCommand.bare(text) == token)
    }

    @Test(arguments: [("2023-11-14T22:13:20Z", 1_700_000_000), ("1700000000", 1_700_000_000), ("1.5", 1.5), ("0", 0)])
    func aTimeIsADateOrSeconds(text: String, seconds: Double) {
        #expect(ExplainCommand.date(text)?.secondsSinceEpoch == seconds)
    }

    @Test(arguments: ["", "now", "nan", "inf", "-1", "1e300", "2023-11-14", "253402300800"])
    func anythingElseIsNoTime(text: String) {
        #expect(ExplainCommand.date(text) == nil)
    }

    @Test(arguments: [
        ["--issuer", "https://a.example/"], ["--jwks", "/x"], ["--at", "now"],
        ["--issuer", "https://a.example/", "--jwks", "/x"],
        ["--nginx", "/x"], ["--path", "/x"], ["--host", "a"], ["--method", "GET"],
        ["--nginx", "/x", "--path", "/a//b"], ["--nginx", "/x", "--path", "/a", "--scope", "read"],
        ["--nginx", "-", "--path", "/a"],
    ])
    func optionsThatMissTheirOthersAreWrongUsage(arguments: [String]) {
        #expect(throws: (any Error).self) { try ExplainCommand.parse(arguments) }
    }

    @Test(arguments: [
        ["--nginx", "/x", "--path", "/a"],
        ["--nginx", "-", "--path", "/a", "--host", "b", "--method", "POST", "a.b.c"],
        ["--nginx", "/x", "--path", "/a", "--proof", "a.b.c", "--url", "https://a.example/a", "--method", "GET"],
    ])
    func aPlaceMayBeNamed(arguments: [String]) throws {
        _ = try ExplainCommand.parse(arguments)
    }

    @Test func anAudienceMayComeSeveralTimes() throws {
        let command = try ExplainCommand.parse(["--issuer", "https://a.example/", "--audience", "a", "--audience", "b"])
        #expect(command.flags.values["AUDIENCE"] == "a,b")
    }
}
