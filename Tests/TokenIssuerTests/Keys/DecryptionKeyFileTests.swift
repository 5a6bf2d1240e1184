import Foundation
import JOSE
import TestSupport
import Testing

@testable import token_issuer

@Suite struct DecryptionKeyFileTests {
    @Test("the newest key stands first, the ones before it stay, and nobody else may read them")
    func add() throws {
        try TemporaryDirectory.with { folder in
            let file = DecryptionKeyFile(path: "\(folder)/keys.json")
            for kid in ["one", "two"] { try file.add(DecryptionKey.generate(.ecdhES, keyID: kid)) }
            #expect(try file.encryptionKey().keyID == "two")
            let set = try DecryptionKeySet(parsing: Array(Data(contentsOf: URL(filePath: file.path))))
            #expect(set.keys.map(\.keyID) == ["two", "one"])
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("what is no JWK set is neither read nor written over", arguments: ["", "[]", "{}", #"{"keys":[]}"#])
    func broken(content: String) throws {
        try TemporaryDirectory.with { folder in
            let file = DecryptionKeyFile(path: "\(folder)/keys.json")
            #expect(throws: IssuerError.self) { try file.encryptionKey() }
            try content.write(toFile: file.path, atomically: false, encoding: .utf8)
            #expect(throws: IssuerError.self) { try file.encryptionKey() }
            guard content != #"{"keys":[]}"# else { return }
            #expect(throws: IssuerError.self) { try file.add(DecryptionKey.generate(.ecdhES)) }
            #expect(try String(contentsOfFile: file.path, encoding: .utf8) == content)
        }
    }
}
