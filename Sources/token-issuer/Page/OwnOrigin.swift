import HTTP
import HTTPTypes
import URI

/// Lets only the issuer's own page through: what stands behind this makes tokens for whoever asks.
///
/// A browser names in `Origin` the page that sends a `POST` (Fetch §3.2), and no page can change that. So neither a page of
/// another origin gets through, nor one whose name was made to lead here (DNS rebinding).
struct OwnOrigin: ImmediateMiddleware {
    let origin: HTTPOrigin

    func answer(to request: Request) -> Response? {
        let values = request.values(of: .origin)
        guard values.count == 1, let value = values.first, HTTPOrigin(value) == origin, isOwnHost(request) else {
            return .forbidden
        }
        return nil
    }

    /// Whether the request is for the host of the issuer. The web server may have left out its port.
    func isOwnHost(_ request: Request) -> Bool {
        guard let authority = request.metaVariable("HTTP_HOST"),
            let asked = HTTPOrigin(scheme: origin.scheme, authority: authority)
        else { return false }
        return asked.host == origin.host
    }
}
