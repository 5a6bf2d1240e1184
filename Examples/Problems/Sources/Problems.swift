import FastCGI
import FoundationEssentials
import Logging
import ResourceServer

/// Refusals, and errors of handlers, as problem details (RFC 9457); a log line of one's own for each refusal.
@main
struct Problems: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "problems")
        let issuer = IssuerPolicy(
            issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
            audiences: ["https://my-api.example.com"]
        )
        let api = try ResourceServer(
            issuers: [issuer],
            // Or a `RefusalFormat` of one's own: status and challenge stay right, whatever its words.
            refusals: .problem,
            onRefusal: { refusal, request in
                logger.notice("refused", metadata: ["code": "\(refusal.code)", "path": "\(request.path)"])
            },
            logger: logger
        )
        var router = Router()
        router.post(
            "/invoices/:number/payment",
            api.requiring(.scope("pay:invoices")) { request, token in
                let payment = try request.decode(Payment.self, upTo: 1_024)
                guard payment.cents <= 10_000 else { throw NotEnoughCredit(limit: 10_000, asked: payment.cents) }
                return try .json(["paid": payment.cents], status: .created)
            }
        )
        let socket = environment["SOCKET"] ?? "/run/problems/problems.sock"
        try await Server(.unix(socket), handler: router, logger: logger).runUntilSignalled()
    }
}

struct Payment: Decodable {
    let cents: Int
}

/// An error that is an answer: the type of problem is a URI of this API, with members of its own (RFC 9457 §3.2).
struct NotEnoughCredit: AnsweringError {
    let limit: Int
    let asked: Int

    var response: Response {
        // Numbers only: nothing in it needs to be escaped.
        let json = """
            {"type":"https://my-api.example.com/problems/not-enough-credit","title":"Not enough credit",\
            "status":422,"limit":\(limit),"asked":\(asked)}
            """
        return Response(
            status: .unprocessableContent,
            headerFields: [.contentType: "application/problem+json"],
            body: Array(json.utf8)
        )
    }
}
