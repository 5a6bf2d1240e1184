import FoundationEssentials
import JOSE
import Testing

@testable import token_issuer

@Suite struct ClientKeyFileTests {
    @Test("a key is read as it was made, and only its owner can read the file")
    func roundTrip() async throws {
        try await withTemporaryState { directory in
            let file = ClientKeyFile(path: directory.path + "/client.jwk")
            let key = try SigningKey.generate(.edDSA)
            try file.create(key)
            #expect(try file.read().privateJWK == key.privateJWK)
            #expect(try ClientKeyFile.thumbprint(inFile: file.path) == key.verificationKey.thumbprint)
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("a file that is there stays")
    func noOverwriting() async throws {
        try await withTemporaryState { directory in
            let file = ClientKeyFile(path: directory.path + "/client.jwk")
            let first = try SigningKey.generate(.es256)
            try file.create(first)
            #expect(throws: IssuerError.self) { try file.create(SigningKey.generate(.es256)) }
            #expect(try file.read().privateJWK == first.privateJWK)
        }
    }

    @Test("a file without a private key is an error that names it", arguments: ["", "{}", #"{"kty":"EC"}"#])
    func noKey(text: String) async throws {
        try await withTemporaryState { directory in
            let path = directory.path + "/client.jwk"
            try Data(text.utf8).write(to: URL(filePath: path))
            let error = #expect(throws: IssuerError.self) { try ClientKeyFile(path: path).read() }
            #expect(error?.description.contains(path) == true)
        }
    }
}
