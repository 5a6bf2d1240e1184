import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ResourceServer

/// The orders of docs/library.md on plain swift-nio: HTTP/1.1 instead of FastCGI, and the router is ours.
@main
struct OrdersOnNIO {
    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let api = try ResourceServer(
            issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
            audience: "https://my-api.example.com",
            logger: Logger(label: "orders")
        )
        var router = Router()
        router.get(
            "/orders/:id",
            api.requiring(.scope("read:orders")) { request, token in
                try .json(["order": request.parameters["id"], "customer": token.subject])
            }
        )
        let handler = router
        let socket = environment["SOCKET"] ?? "/run/orders/orders.sock"
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(unixDomainSocketPath: socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    // A connection that fails is its client's trouble only.
                    group.addTask { try? await serve(connection, handler) }
                }
            }
        }
    }

    private static func serve(_ connection: Connection, _ handler: any Handler) async throws {
        try await connection.executeThenClose { arrived, answers in
            var head: HTTPRequestHead?
            for try await part in arrived {
                switch part {
                case .head(let new): head = new
                // No route reads a body; keeping none, there is none to bound.
                case .body: break
                case .end:
                    guard let head else { return }
                    let response = try await answer(to: head, handler)
                    try await answers.write(contentsOf: parts(of: response, to: head))
                    guard head.isKeepAlive else { return }
                }
            }
        }
    }

    private static func answer(to head: HTTPRequestHead, _ handler: any Handler) async throws -> Response {
        guard let method = HTTPRequest.Method(head.method.rawValue) else { return .badRequest }
        var fields = HTTPFields()
        for (name, value) in head.headers {
            // What is no field name (RFC 9110 §5.1) is refused: it must not be one thing here and another elsewhere.
            guard let name = HTTPField.Name(name) else { return .badRequest }
            fields.append(HTTPField(name: name, value: value))
        }
        return try await handler.respond(to: Request(method: method, target: head.uri, headerFields: fields))
    }

    private static func parts(of response: Response, to head: HTTPRequestHead) -> [HTTPServerResponsePart] {
        var fields = HTTPHeaders(response.headerFields.map { ($0.name.rawName, $0.value) })
        fields.replaceOrAdd(name: "Content-Length", value: "\(response.body.count)")
        let status = HTTPResponseStatus(statusCode: response.status.code)
        var parts = [HTTPServerResponsePart.head(.init(version: .http1_1, status: status, headers: fields))]
        if head.method != .HEAD { parts.append(.body(.byteBuffer(ByteBuffer(bytes: response.body)))) }
        return parts + [.end(nil)]
    }
}
