import HTTP
import HTTPTypes
import JOSE
import Text
import URI

/// What only this machine is told, and what ``RunningProcess`` is asked at the socket. For everybody else there is no such
/// path.
///
/// It stands before CORS: no page of another origin reads it in a browser of this machine.
struct LocalEndpoints: Middleware {
    static let paths = [metricsPath, pagePath, questionPath]
    static let metricsPath = "/metrics"
    static let pagePath = "/status"
    /// Where the process is asked by name of the parameter ``questionParameter``.
    static let questionPath = "/_bearerd/status"
    /// A web server makes parameters that begin with `HTTP_` of what its clients send, and sets no such one.
    static let questionParameter: StaticString = "BEARERD_QUESTION"

    private let router: Router
    private let hasMetrics: Bool

    /// The endpoints, which tell about this process. Without counts there are no metrics, and no page.
    init(_ state: ProcessState) {
        var router = Router()
        if let counts = state.process.counts {
            router.get(Self.metricsPath, Self.beside { _ in Self.metrics(state, counts) })
            router.get(Self.pagePath, Self.beside { _ in Self.page(state, counts) })
        }
        router.get(Self.questionPath, Self.beside { await Self.answer($0, state) })
        self.router = router
        hasMetrics = state.process.counts != nil
    }

    func respond(to request: Request, next: any Handler) async throws -> Response {
        isOurs(request) ? try await router.respond(to: request) : try await next.respond(to: request)
    }

    func respondAtOnce(to request: Request, next: any Handler) throws -> Response? {
        isOurs(request) ? try router.respondAtOnce(to: request) : try next.respondAtOnce(to: request)
    }

    private func isOurs(_ request: Request) -> Bool {
        if request.path.isSameText(as: Self.metricsPath) || request.path.isSameText(as: Self.pagePath) {
            return hasMetrics && Self.isFromThisMachine(request)
        }
        return request.path.isSameText(as: Self.questionPath) && request.metaVariable(Self.questionParameter) != nil
    }

    /// Whether the web server's client is on this machine, as far as the web server says who it is.
    static func isFromThisMachine(_ request: Request) -> Bool {
        guard let address = request.metaVariable("REMOTE_ADDR") else { return true }
        return address == "::1" || (address.utf8.first == UInt8(ascii: "1") && LoopbackHost.contains(address))
    }

    /// With a thousand issuers an answer is long: no worker waits for it.
    private static func beside(_ make: @escaping @Sendable (_ question: String) async -> Response) -> some Handler {
        ClosureHandler { request async in
            let question = request.metaVariable(questionParameter) ?? ""
            return await Task.detached { await make(question) }.value
        }.withoutBody()
    }

    private static func metrics(_ state: ProcessState, _ counts: ProcessRecord.Counts) -> Response {
        answer(MetricsPage.text(state, counts), MetricsText.contentType)
    }

    private static func page(_ state: ProcessState, _ counts: ProcessRecord.Counts) -> Response {
        let now = StatusSample(state.process, counts.requests, askers: 1)
        return StatusPage(StatusReport.object(state), counts.history.samples + [now]).response
    }

    /// `why` and the identifier of a request asks for its refusal, anything else for how the process is.
    private static func answer(_ question: String, _ state: ProcessState) async -> Response {
        let words = question.split(separator: " ", maxSplits: 1)
        let report =
            words.count == 2 && words[0] == "why"
            ? await state.why.object(String(words[1])) : StatusReport.object(state)
        return answer(report.encoded(), "application/json")
    }

    private static func answer(_ text: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok,
            headerFields: [.contentType: type, .cacheControl: "no-store"],
            body: text
        )
    }
}
