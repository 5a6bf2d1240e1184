import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Logging
import ResourceServer

/// Orders over gRPC, each method with what its callers' tokens must allow.
@main
struct OrdersOnGRPC {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let api = try ResourceServer(
            issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
            audience: "https://my-api.example.com",
            logger: Logger(label: "orders")
        )
        let interceptor = TokenInterceptor(api: api, requirements: ["/orders.Orders/Get": .scope("read:orders")])
        let socket = environment["SOCKET"] ?? "/run/orders/orders.sock"
        let server = GRPCServer(
            transport: .http2NIOPosix(address: .unixDomainSocket(path: socket), transportSecurity: .plaintext),
            services: [Orders()],
            interceptors: [interceptor]
        )
        try await server.serve()
    }
}

/// `rpc Get(…) returns (…)`, with text for messages: what protoc would generate is not what this example is about.
struct Orders: RegistrableRPCService {
    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for name in ["Get", "Delete"] {
            router.registerHandler(
                forMethod: MethodDescriptor(fullyQualifiedService: "orders.Orders", method: name),
                deserializer: TextMessages(),
                serializer: TextMessages()
            ) { request, _ in
                let order = try await ServerRequest(stream: request).message
                let customer = TokenInterceptor.token?.subject ?? ""
                return StreamingServerResponse(single: ServerResponse(message: "order \(order) of \(customer)"))
            }
        }
    }
}

struct TextMessages: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: String) -> Bytes { Bytes(message.utf8) }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> String {
        bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
