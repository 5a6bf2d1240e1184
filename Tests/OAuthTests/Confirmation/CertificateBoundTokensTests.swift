import JOSE
import Testing

@testable import OAuth

@Suite struct CertificateBoundTokensTests {
    private static let bound = OAuth.Confirmation(["x5t#S256": .string(ClientCertificateTests.thumbprint)])
    private static let keyBound = OAuth.Confirmation(["jkt": .string(ClientCertificateTests.thumbprint)])
    private static let certificate = ClientCertificate(pem: ClientCertificateTests.pem)

    private func isTaken(
        _ mode: CertificateBoundTokens,
        _ confirmation: OAuth.Confirmation?,
        _ certificate: ClientCertificate?
    ) -> Bool {
        do throws(TokenValidationError) {
            try mode.check(confirmation) { certificate }
            return true
        } catch {
            #expect(error.code == .certificateBindingMismatch)
            #expect(error.detail != nil)
            return false
        }
    }

    @Test("RFC 8705 §3: a bound token is taken only with its certificate")
    func onlyWithItsCertificate() throws {
        let other = ClientCertificate(pem: try #require(otherCertificate))
        #expect(other.thumbprint != nil)
        for mode in [CertificateBoundTokens.allowed, .required] {
            #expect(isTaken(mode, Self.bound, Self.certificate))
            #expect(!isTaken(mode, Self.bound, nil))
            #expect(!isTaken(mode, Self.bound, other))
            #expect(!isTaken(mode, Self.bound, ClientCertificate(pem: "x")))
        }
    }

    /// The same certificate but for a bit of its signature.
    private var otherCertificate: String? { ClientCertificateTests.pem.replacing("bUlJSGQg", with: "bUlJSGQh") }

    @Test func aTokenThatIsBoundToNoneIsTakenUnlessItHasToBe() {
        for certificate in [nil, Self.certificate] {
            for confirmation in [nil, Self.keyBound] {
                #expect(isTaken(.allowed, confirmation, certificate))
                #expect(isTaken(.disabled, confirmation, certificate))
                #expect(!isTaken(.required, confirmation, certificate))
            }
        }
    }

    @Test func whereNoneIsTakenABoundOneIsRefusedWithItsCertificateToo() {
        #expect(!isTaken(.disabled, Self.bound, Self.certificate))
        #expect(!isTaken(.disabled, Self.bound, nil))
    }

    @Test func theCertificateIsNotReadWhereItDoesNotMatter() throws {
        for confirmation in [nil, Self.keyBound] {
            try CertificateBoundTokens.allowed.check(confirmation) {
                Issue.record("it was read")
                return nil
            }
        }
    }
}
