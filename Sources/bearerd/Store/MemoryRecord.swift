import Dispatch
import Files
import SharedStore

/// Which memory a store had when this machine used it last, in a file: a store that has started empty since has forgotten proofs, even
/// if nobody is left who knew it before.
struct MemoryRecord: Sendable {
    private static let longest = 512
    private static let queue = DispatchQueue(label: "store-memory", qos: .utility)

    let directory: String
    let name: String

    /// What was written last; `nil` where there is nothing that can be believed.
    func read() -> String? {
        guard let bytes = try? OwnDirectory(directory).read(name, maxBytes: Self.longest) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Keeps what there is from now on. Nobody waits for it.
    func follow(_ client: RedisClient, _ log: StoreLog) {
        client.follow { [weak client] moment in
            guard moment == .connected || moment == .memoryLost else { return }
            let memory = client?.state.memory
            Self.queue.async {
                guard let memory else { return }
                do throws(FileRefusal) { try OwnDirectory(directory).write(Array(memory.utf8), to: name) } catch {
                    log.log(error)
                }
            }
        }
    }
}
