import COpenSSL

/// Parameters from which a provider makes a key.
@safe
struct KeyParameters: ~Copyable {
    /// The parameters' names in core_names.h. The builder keeps the address of a name, so it must be static.
    enum Name {
        case group, publicKey, privateKey, x, y
        case modulus, publicExponent, privateExponent
        case firstPrime, secondPrime, firstExponent, secondExponent, coefficient

        var text: StaticString {
            switch self {
            case .group: "group"
            case .publicKey: "pub"
            case .privateKey: "priv"
            case .x: "qx"
            case .y: "qy"
            case .modulus: "n"
            case .publicExponent: "e"
            case .privateExponent: "d"
            case .firstPrime: "rsa-factor1"
            case .secondPrime: "rsa-factor2"
            case .firstExponent: "rsa-exponent1"
            case .secondExponent: "rsa-exponent2"
            case .coefficient: "rsa-coefficient1"
            }
        }

        var cString: UnsafePointer<CChar> {
            unsafe text.cString
        }
    }

    private let builder: OpaquePointer
    // The builder keeps the address of what it is given until the parameters are made: these are its owners.
    private var integers: [OpaquePointer] = unsafe []
    private var octetStrings: [UnsafeMutableBufferPointer<UInt8>] = unsafe []

    init() throws(OpenSSLError) {
        unsafe builder = try OpenSSLError.unwrap(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new")
    }

    deinit {
        unsafe OSSL_PARAM_BLD_free(builder)
        unsafe integers.forEach { unsafe BN_clear_free($0) }
        unsafe octetStrings.forEach { octets in
            unsafe OPENSSL_cleanse(octets.baseAddress, octets.count)
            unsafe octets.deallocate()
        }
    }

    /// Adds an unsigned integer, most significant octet first.
    mutating func add(integer bigEndian: [UInt8], as name: Name) throws(OpenSSLError) {
        let integer = unsafe try OpenSSLError.unwrap(
            BN_bin2bn(bigEndian, CInt(bigEndian.count), nil),
            "BN_bin2bn"
        )
        unsafe integers.append(integer)
        unsafe try OpenSSLError.check(OSSL_PARAM_BLD_push_BN(builder, name.cString, integer), "OSSL_PARAM_BLD_push_BN")
    }

    mutating func add(octets: [UInt8], as name: Name) throws(OpenSSLError) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: octets.count)
        _ = unsafe copy.initialize(from: octets)
        unsafe octetStrings.append(copy)
        let status = unsafe OSSL_PARAM_BLD_push_octet_string(builder, name.cString, copy.baseAddress, copy.count)
        try OpenSSLError.check(status, "OSSL_PARAM_BLD_push_octet_string")
    }

    mutating func add(group: StaticString) throws(OpenSSLError) {
        let status = unsafe OSSL_PARAM_BLD_push_utf8_string(builder, Name.group.cString, group.cString, 0)
        try OpenSSLError.check(status, "OSSL_PARAM_BLD_push_utf8_string")
    }

    /// - Returns: an `EVP_PKEY` that the caller owns.
    func makeKeyOwned(
        type: StaticString,
        selection: KeySelection
    ) throws(OpenSSLError) -> OpaquePointer {
        let parameters = unsafe try OpenSSLError.unwrap(
            OSSL_PARAM_BLD_to_param(builder),
            "OSSL_PARAM_BLD_to_param"
        )
        defer { unsafe OSSL_PARAM_free(parameters) }
        let context = unsafe try OpenSSLError.unwrap(
            EVP_PKEY_CTX_new_from_name(nil, "\(type)", nil),
            "EVP_PKEY_CTX_new_from_name"
        )
        defer { unsafe EVP_PKEY_CTX_free(context) }
        unsafe try OpenSSLError.check(EVP_PKEY_fromdata_init(context), "EVP_PKEY_fromdata_init")
        var key: OpaquePointer?
        let status = unsafe EVP_PKEY_fromdata(context, &key, selection.rawValue, parameters)
        try OpenSSLError.check(status, "EVP_PKEY_fromdata")
        return unsafe try OpenSSLError.unwrap(key, "EVP_PKEY_fromdata")
    }
}

/// Which half of a key the parameters hold. `EVP_PKEY_PUBLIC_KEY` and `EVP_PKEY_KEYPAIR` are macros that Swift cannot
/// import; this spells them out.
enum KeySelection {
    case publicKey
    case keyPair

    var rawValue: CInt {
        let parameters = OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS | OSSL_KEYMGMT_SELECT_OTHER_PARAMETERS
        return switch self {
        case .publicKey: parameters | OSSL_KEYMGMT_SELECT_PUBLIC_KEY
        case .keyPair: parameters | OSSL_KEYMGMT_SELECT_PUBLIC_KEY | OSSL_KEYMGMT_SELECT_PRIVATE_KEY
        }
    }
}
