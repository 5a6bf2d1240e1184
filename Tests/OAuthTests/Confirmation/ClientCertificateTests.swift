import Foundation
import JOSE
import TestSupport
import Testing

@testable import OAuth

@Suite struct ClientCertificateTests {
    static let pem = SampleCertificate.pem
    static let thumbprint = SampleCertificate.thumbprint

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private static let body = pem.split(separator: "\n").dropFirst().dropLast().joined(separator: "\n")

    private static func certificate(_ body: String) -> String {
        "-----BEGIN CERTIFICATE-----\n\(body)\n-----END CERTIFICATE-----\n"
    }

    @Test("RFC 8705 Appendix A: the thumbprint is that of the DER, however the PEM comes")
    func theThumbprintOfTheRFC() {
        for pem in [
            Self.pem, Self.escaped(Self.pem), Self.pem.replacing("\n", with: "\r\n"), Self.certificate(Self.body),
        ] {
            #expect(ClientCertificate(pem: pem).thumbprint == Self.thumbprint)
        }
    }

    @Test func ofAChainOnlyTheFirstCounts() throws {
        let der = try #require(Data(base64Encoded: Self.body.replacing("\n", with: "")))
        var other = der
        other[der.count - 1] ^= 1
        let issuer = Self.certificate(other.base64EncodedString())
        #expect(ClientCertificate(pem: Self.pem + issuer).thumbprint == Self.thumbprint)
        let reversed = ClientCertificate(pem: issuer + Self.pem).thumbprint
        #expect(reversed != nil && reversed != Self.thumbprint)
    }

    @Test(arguments: [
        "", "x", "-----BEGIN CERTIFICATE-----", pem + "x", "x" + pem, " " + pem, pem + pem + "garbage", pem + "%",
        pem.replacing("MIIB", with: "MIIC"), pem.replacing("CERTIFICATE", with: "PUBLIC KEY"),
        pem.replacing("SQAw", with: "SQ-w"), pem.replacing("SQAw", with: "SQ_w"), pem.replacing("SQAw", with: "SQ!w"),
        pem.replacing("+SY=", with: "+SY"), pem.replacing("+SY=", with: "+SZ="), pem.replacing("+SY=", with: "=SY="),
        pem.replacing("-----END CERTIFICATE-----\n", with: ""), pem.replacing("\n", with: " "), certificate(""),
        certificate("MIIB"), certificate("AAAA"), certificate("MIIBBg=="), "%2", "%zz", "%2D" + pem.dropFirst() + "%00",
        certificate("MAA="), escapedTwice,
    ])
    func whatIsNoCertificateHasNoThumbprint(pem: String) {
        #expect(ClientCertificate(pem: pem).thumbprint == nil)
    }

    private static let escapedTwice = escaped(escaped(pem))

    @Test func aTextThatIsTooLongIsNotRead() {
        let many = String(repeating: Self.pem, count: ClientCertificate.longest / Self.pem.utf8.count)
        #expect(ClientCertificate(pem: many).thumbprint == Self.thumbprint)
        #expect(ClientCertificate(pem: many + Self.pem).thumbprint == nil)
        #expect(ClientCertificate(pem: Self.certificate(String(repeating: "A", count: 16_384))).thumbprint == nil)
    }
}
