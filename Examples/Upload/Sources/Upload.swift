import FastCGI
import FoundationEssentials
import Logging
import ResourceServer

/// Takes files: of two types, up to a limit, under a name that is never the client's.
@main
struct Upload: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "upload")
        let api = try ResourceServer(
            issuer: environment["ISSUER"] ?? "https://example.eu.auth0.com/",
            audience: "https://my-api.example.com",
            logger: logger
        )
        let album = Album(folder: environment["PHOTOS"] ?? "/var/lib/upload")
        var router = Router()
        router.post(
            "/photos",
            api.requiring(.scope("add:photos")) { request, _ in
                guard request.body.count <= Photo.mostBytes else { throw HTTPError(.contentTooLarge, "Too large.") }
                guard let photo = Photo(request) else {
                    throw HTTPError(.unsupportedMediaType, "The content is not a PNG or JPEG image.")
                }
                let name = try await album.add(photo)
                var response = try Response.json(["name": name], status: .created)
                response.headerFields[.location] = "/photos/\(name)"
                return response
            }
        )
        // A request is in memory before a handler sees it, so this is a bound for all of them: what is longer is 413, and
        // `maxKeptBytes` is the bound for all that are there at a time. Keep nginx's client_max_body_size in step.
        let bounds = ServerConfiguration(maxBodyBytes: 1_048_576)
        let socket = environment["SOCKET"] ?? "/run/upload/upload.sock"
        try await Server(.unix(socket), configuration: bounds, handler: router, logger: logger).runUntilSignalled()
    }
}

/// An image that is what its content type says.
struct Photo: Sendable {
    static let mostBytes = 524_288
    private static let kinds: [String: (suffix: String, start: [UInt8])] = [
        "image/png": ("png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        "image/jpeg": ("jpeg", [0xFF, 0xD8, 0xFF]),
    ]

    let suffix: String
    let bytes: [UInt8]

    init?(_ request: Request) {
        let types = request.values(of: .contentType)
        guard types.count == 1, let kind = Self.kinds[types[0].lowercased()] else { return nil }
        guard request.body.starts(with: kind.start) else { return nil }
        suffix = kind.suffix
        bytes = request.body
    }
}

/// A folder of images. An actor runs on threads of its own, so that no worker waits for the disk.
actor Album {
    private let folder: String

    init(folder: String) { self.folder = folder }

    func add(_ photo: Photo) throws -> String {
        let name = "\(UUID().uuidString.lowercased()).\(photo.suffix)"
        try Data(photo.bytes).write(to: URL(filePath: "\(folder)/\(name)"), options: .withoutOverwriting)
        return name
    }
}
