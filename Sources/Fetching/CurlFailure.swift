import CCurl
import Glibc

/// Why libcurl gave up, in the words of this machine's libraries: nothing that the other side sent is among them,
/// as it is in what libcurl writes to `CURLOPT_ERRORBUFFER`.
enum CurlFailure {
    /// `osError` is `CURLINFO_OS_ERRNO`, `verifyResult` is `CURLINFO_SSL_VERIFYRESULT`.
    static func reason(_ code: CURLcode, osError: Int = 0, verifyResult: Int = 0) -> String {
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION: return certificateFault(verifyResult)
        // The URL's scheme was looked at before, so it is the answer's.
        case CURLE_UNSUPPORTED_PROTOCOL: return "The answer is not HTTP"
        default:
            let words = unsafe String(cString: curl_easy_strerror(code))
            guard let number = Int32(exactly: osError), number != 0 else { return words }
            return unsafe "\(words) (\(String(cString: strerror(number))))"
        }
    }

    /// The results of `SSL_get_verify_result` that operators meet. One that is no error means that the chain was good.
    private static func certificateFault(_ verifyResult: Int) -> String {
        switch verifyResult {
        // X509_V_OK, and X509_V_ERR_UNSPECIFIED, which libcurl starts with.
        case 0, 1: "The certificate is for another host"
        case 9: "The certificate is not valid yet"
        case 10: "The certificate has expired"
        case 18, 19: "The certificate is self-signed, and not among the authorities that are trusted"
        case 2, 20, 21: "The certificate is of an authority that is not trusted, or its chain is not complete"
        default: "The certificate is not trusted (verify error \(verifyResult))"
        }
    }
}
