import COpenSSL

/// One pass of a cipher over one message.
@safe
final class CipherContext {
    enum Direction: CInt {
        case decrypting = 0
        case encrypting = 1
    }

    private let context: OpaquePointer

    /// `nil` where key or initialization vector do not have the length that the cipher asks for. Without a vector, it is the one
    /// that the cipher has by itself.
    init?(_ cipher: FetchedCipher, _ direction: Direction, key: [UInt8], vector: [UInt8]?) {
        guard key.count == cipher.keyByteCount, vector == nil || vector?.count == cipher.vectorByteCount,
            let context = unsafe EVP_CIPHER_CTX_new()
        else { return nil }
        unsafe self.context = context
        // Without it no cipher that wraps keys is taken; to others it means nothing.
        unsafe EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
        guard unsafe EVP_CipherInit_ex2(context, cipher.pointer, key, vector, direction.rawValue, nil) == 1 else {
            return nil
        }
    }

    deinit {
        // The context is cleansed, its key with it.
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Takes in what is authenticated and not encrypted.
    func authenticate(_ data: Span<UInt8>) -> Bool {
        guard !data.isEmpty, let count = CInt(exactly: data.count) else { return data.isEmpty }
        var written: CInt = 0
        return unsafe data.withUnsafeBufferPointer { data in
            unsafe EVP_CipherUpdate(context, nil, &written, data.baseAddress, count) == 1
        }
    }

    /// Says what the tag must be, before ``finish(_:)``.
    func expect(tag: Span<UInt8>) -> Bool {
        // It is only read, whatever its type says.
        var tag = [UInt8](copying: tag)
        return unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, CInt(tag.count), &tag) == 1
    }

    /// The tag, after ``finish(_:)``.
    func tag(byteCount: Int) -> [UInt8]? {
        var tag = [UInt8](repeating: 0, count: byteCount)
        return unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, CInt(byteCount), &tag) == 1 ? tag : nil
    }

    /// The whole message, and what the cipher has at its end; `nil` where something does not hold.
    func finish(_ input: Span<UInt8>) -> [UInt8]? {
        // Padding, or what wrapping adds, is a block at most.
        guard let inputCount = CInt(exactly: input.count) else { return nil }
        var output = [UInt8](repeating: 0, count: input.count + Int(EVP_MAX_BLOCK_LENGTH))
        var (written, rest): (CInt, CInt) = (0, 0)
        let isGood = unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe input.withUnsafeBufferPointer { input in
                // Nothing to take in would mean the end of it to some ciphers.
                let isTaken =
                    unsafe inputCount == 0
                    || EVP_CipherUpdate(context, output.baseAddress, &written, input.baseAddress, inputCount) == 1
                return unsafe isTaken
                    && EVP_CipherFinal_ex(context, output.baseAddress.map { unsafe $0 + Int(written) }, &rest) == 1
            }
        }
        guard isGood else {
            ERR_clear_error()
            return nil
        }
        return Array(output.prefix(Int(written + rest)))
    }
}

extension [UInt8] {
    fileprivate init(copying span: Span<UInt8>) {
        self.init(capacity: span.count) { output in
            for index in span.indices { output.append(span[index]) }
        }
    }
}
