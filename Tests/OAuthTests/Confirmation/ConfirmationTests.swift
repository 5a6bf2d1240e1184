import JOSE
import Testing

@testable import OAuth

@Suite struct ConfirmationFormTests {
    private static let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

    @Test func aThumbprintOfAKeyIsABinding() {
        let confirmation = Confirmation(["jkt": .string(Self.thumbprint)])
        #expect(confirmation?.keyThumbprint == Self.thumbprint)
        #expect(confirmation?.certificateThumbprint == nil)
    }

    @Test("RFC 8705 §3.1: a thumbprint of a certificate is one as well, also beside that of a key")
    func aThumbprintOfACertificateIsABinding() {
        let other = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"
        #expect(Confirmation(["x5t#S256": .string(other)]) == nil, "two bits are left over")
        let certificate = String(other.dropLast()) + "A"
        let confirmation = Confirmation(["x5t#S256": .string(certificate)])
        #expect(confirmation?.keyThumbprint == nil)
        #expect(confirmation?.certificateThumbprint == certificate)
        let both = Confirmation(["x5t#S256": .string(certificate), "jkt": .string(Self.thumbprint)])
        #expect(both?.keyThumbprint == Self.thumbprint)
        #expect(both?.certificateThumbprint == certificate)
    }

    @Test(arguments: [.null, 5, "", "short", ["jkt"]] as [JSONValue])
    func oneOfTwoThatIsMalformedSpoilsBoth(value: JSONValue) {
        #expect(Confirmation(["x5t#S256": value, "jkt": .string(Self.thumbprint)]) == nil)
        #expect(Confirmation(["jkt": value, "x5t#S256": .string(Self.thumbprint)]) == nil)
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

    private static let enforcedNowhere = ["jwk", "jwe", "kid", "jku", "osc", "tbh"]

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
            #expect(Confirmation(.object(claim))?.keyThumbprint == Self.thumbprint)
            #expect(Confirmation(.object([name: value])) == nil)
        }
    }
}
