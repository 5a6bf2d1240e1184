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

    @Test(arguments: ["x5t#S256", "jwk", "jwe", "kid", "jku", "JKT"])
    func aBindingThatNothingChecksIsNotIgnored(name: String) {
        #expect(Confirmation(.object([name: .string(Self.thumbprint)])) == nil)
        #expect(Confirmation(.object(["jkt": .string(Self.thumbprint), name: .string(Self.thumbprint)])) == nil)
    }
}
