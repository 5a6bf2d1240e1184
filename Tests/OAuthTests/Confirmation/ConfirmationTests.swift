import JOSE
import Testing

@testable import OAuth

@Suite struct ConfirmationFormTests {
    private static let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

    @Test func aThumbprintOfAKeyIsABinding() {
        #expect(Confirmation(["jkt": .string(Self.thumbprint)]) == .keyThumbprint(Self.thumbprint))
    }

    @Test(
        arguments: [
            .null, true, 5, "jkt", [], [:], ["jkt": .null], ["jkt": 123], ["jkt": ""], ["jkt": "short"],
            ["jkt": ["NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"]],
            // Padding, another alphabet, bits left over that are not zero, 33 bytes.
            ["jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs="],
            ["jkt": "NzbLsXh8uDCcd+6MNwXF4W/7noWXFZAfHkxZsRGC9Xs"],
            ["jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xt"],
            ["jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9XsA"],
        ] as [JSONValue]
    )
    func whatIsMalformedIsNoBinding(claim: JSONValue) {
        #expect(Confirmation(claim) == nil)
    }

    private static let enforcedNowhere = ["jwk", "jwe", "kid", "jku", "x5t#S256", "osc", "tbh"]

    @Test(arguments: enforcedNowhere)
    func aBindingThatNothingChecksIsNotIgnored(name: String) {
        #expect(Confirmation(.object([name: .string(Self.thumbprint)])) == nil)
        #expect(Confirmation(.object(["jkt": .string(Self.thumbprint), name: .string(Self.thumbprint)])) == nil)
        #expect(Confirmation(.object([name: .null, "jkt": .string(Self.thumbprint)])) == nil)
    }

    @Test(arguments: ["kc-jkt-type", "JKT", "x5t#s256", ""])
    func aMemberThatIsNotUnderstoodIsIgnoredOnlyBesideOneThatIs(name: String) {
        for value in [.string(Self.thumbprint), .null, 5, ["jwk": "x"]] as [JSONValue] {
            let claim: JSONObject = ["jkt": .string(Self.thumbprint), name: value]
            #expect(Confirmation(.object(claim)) == .keyThumbprint(Self.thumbprint))
            #expect(Confirmation(.object([name: value])) == nil)
        }
    }
}
