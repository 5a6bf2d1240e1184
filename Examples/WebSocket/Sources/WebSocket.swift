import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// Greets whoever nginx lets through by name, and says back what it is told. It knows nothing of tokens: nginx asks bearerd, and
/// only then passes the upgrade on, with the subject in `Auth-Subject`, which no client can forge.
@main
struct WebSocket {
    typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
    typealias Upgrade = EventLoopFuture<(Frames, subject: String)?>

    static func main() async throws {
        let socket = ProcessInfo.processInfo.environment["SOCKET"] ?? "/run/websocket/websocket.sock"
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(unixDomainSocketPath: socket) { channel in
                channel.eventLoop.makeCompletedFuture { try upgrade(channel) }
            }
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { upgrades in
                for try await upgrade in upgrades {
                    group.addTask { try? await serve(upgrade) }
                }
            }
        }
    }

    private static func upgrade(_ channel: any Channel) throws -> Upgrade {
        let upgrader = NIOTypedWebSocketServerUpgrader<(Frames, subject: String)?>(
            maxFrameSize: 16_384,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    (try Frames(wrappingChannelSynchronously: channel), head.headers.first(name: "Auth-Subject") ?? "")
                }
            }
        )
        return try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
            configuration: .init(
                upgradeConfiguration: .init(upgraders: [upgrader]) { channel in
                    // Whatever is no WebSocket is not served.
                    channel.close().map { nil }
                }
            )
        )
    }

    private static func serve(_ upgrade: Upgrade) async throws {
        guard let (frames, subject) = try await upgrade.get() else { return }
        try await frames.executeThenClose { inbound, outbound in
            try await outbound.write(.text("hello \(subject)"))
            for try await frame in inbound {
                switch frame.opcode {
                case .text: try await outbound.write(.text(String(buffer: frame.unmaskedData)))
                case .ping: try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
                case .connectionClose:
                    return try await outbound.write(
                        WebSocketFrame(fin: true, opcode: .connectionClose, data: frame.unmaskedData)
                    )
                default: break
                }
            }
        }
    }
}

extension WebSocketFrame {
    static func text(_ text: String) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text))
    }
}
