import JOSE
import Testing

@testable import OAuth
@testable import URI

@Suite("RFC 9449's own examples")
struct RFC9449ExampleTests {
    /// §4.1, Figure 2.
    private static let tokenRequestProof =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZ"
        + "OXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIs"
        + "ImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmV"
        + "yLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4Pt"
        + "FLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
    /// §7.1, Figure 12.
    private static let resourceRequestProof =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZ"
        + "OXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIs"
        + "ImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJ"
        + "jZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05"
        + "yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmc"
        + "w6Fy1dqd-jfxSYoMxhAJpLjA"
    /// §7.1, Figure 12.
    private static let accessToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    /// §6.1, Figure 8.
    private static let thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"

    @Test("the proof of §4.1 is good for its token request, at its time")
    func tokenRequest() async throws {
        let request = DPoPRequest(
            proofs: [Self.tokenRequestProof],
            method: "POST",
            target: TargetURI("https://server.example.com/token")
        )
        let now = NumericDate(secondsSinceEpoch: 1_562_262_616)
        #expect(try await DPoPValidator().validate(request, at: now) == Self.thumbprint)
        let code = try await TokenValidationError.Code.refusing {
            _ = try await DPoPValidator().validate(request, at: now + .seconds(301))
        }
        #expect(code == .dpopProofExpired)
    }

    @Test("the proof of §7.1 is good for its request and token, bound as §6.1 shows")
    func resourceRequest() async throws {
        let request = DPoPRequest(
            proofs: [Self.resourceRequestProof],
            method: "GET",
            target: TargetURI("https://resource.example.org/protectedresource")
        )
        let proven = try await DPoPValidator().validate(
            request,
            presenting: DPoPClient().token(boundTo: Self.thumbprint),
            writtenAs: Self.accessToken,
            at: NumericDate(secondsSinceEpoch: 1_562_262_618)
        )
        #expect(proven.token.confirmedThumbprint == Self.thumbprint)
    }
}
