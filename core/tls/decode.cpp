#include "core/tls/decode.hpp"

#include "core/base/text.hpp"
#include "core/tls/description.hpp"
#include "core/tls/openssl_handles.hpp"

#include <climits>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <utility>

namespace megactl::tls {

namespace {

using KeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;
using Decoder = std::unique_ptr<OSSL_DECODER_CTX, Freed<OSSL_DECODER_CTX_free>>;

// A key of 16384 bits takes 10 KB; what claims more would only cost time.
constexpr std::size_t key_limit = 64 << 10;
// Of a DSA key in PKCS#8 OpenSSL calculates the public half, with numbers as large as the file likes. One of 4096 bits,
// longer than any standard has them, takes 1130 bytes.
constexpr std::size_t dsa_limit = 1280;

// Without a callback OpenSSL asks on the terminal.
int refuse_passphrase(char* /*buffer*/, int /*size*/, int /*is_writing*/, void* /*state*/) {
    return -1;
}

// The bytes of a PEM block; OpenSSL overwrites them when they go.
class BlockBytes {
public:
    explicit BlockBytes(const PemBlock& block) {
        const Bio input(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
        is_read_ = input && PEM_read_bio_ex(input.get(), &name_, &header_, &bytes_, &size_,
                                            PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) == 1;
    }
    BlockBytes(const BlockBytes&) = delete;
    BlockBytes& operator=(const BlockBytes&) = delete;
    ~BlockBytes() {
        OPENSSL_secure_free(name_);
        OPENSSL_secure_free(header_);
        OPENSSL_secure_clear_free(bytes_, static_cast<std::size_t>(size_));
    }

    bool is_read() const { return is_read_; }
    bool is_encrypted() const { return std::string_view(header_).find("ENCRYPTED") != std::string_view::npos; }
    std::string_view der() const { return {as_characters(bytes_), static_cast<std::size_t>(size_)}; }

private:
    char* name_ = nullptr;
    char* header_ = nullptr;
    unsigned char* bytes_ = nullptr;
    long size_ = 0;
    bool is_read_ = false;
};

Decoded decode_certificate(std::string_view bytes, std::string_view label) {
    const unsigned char* at = as_bytes(bytes);
    const auto size = static_cast<long>(bytes.size());
    // OpenSSL writes its trust settings behind the certificate, under a label of their own.
    const X509Certificate x509(label == "TRUSTED CERTIFICATE" ? d2i_X509_AUX(nullptr, &at, size)
                                                              : d2i_X509(nullptr, &at, size));
    if (!x509 || at != as_bytes(bytes) + size) return Undecodable{};
    auto certificate = describe_certificate(x509.get());
    return certificate ? Decoded(*std::move(certificate)) : Decoded(Undecodable{});
}

struct KeyContainer {
    const char* algorithm = nullptr;
    const char* structure = nullptr;
};

// The object identifier in a PKCS#8 key, as OpenSSL's number.
std::optional<int> algorithm_of_pkcs8(std::string_view bytes) {
    const unsigned char* at = as_bytes(bytes);
    const KeyInfo info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(bytes.size())));
    const ASN1_OBJECT* algorithm = nullptr;
    if (!info || PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info.get()) != 1) return std::nullopt;
    return OBJ_obj2nid(algorithm);
}

Decoded open_private_key(std::string_view bytes, const KeyContainer& container) {
    EVP_PKEY* opened = nullptr;
    const Decoder decoder(OSSL_DECODER_CTX_new_for_pkey(&opened, "DER", container.structure, container.algorithm,
                                                        EVP_PKEY_KEYPAIR, nullptr, nullptr));
    if (!decoder) return Undecodable{};
    OSSL_DECODER_CTX_set_pem_password_cb(decoder.get(), refuse_passphrase, nullptr);
    const unsigned char* at = as_bytes(bytes);
    std::size_t left = bytes.size();
    const bool is_decoded = OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1;
    const Pkey key(opened);
    if (!is_decoded || !key || left != 0) return Undecodable{};
    PrivateKey answer{.key_type = key_type(key.get()), .public_key = public_key(key.get())};
    return answer.public_key.empty() ? Decoded(Undecodable{}) : Decoded(std::move(answer));
}

// Opens what TLS servers use, or did. Other algorithms stay closed: for a DH key OpenSSL would calculate as well.
Decoded decode_pkcs8(std::string_view bytes) {
    const auto algorithm = algorithm_of_pkcs8(bytes);
    switch (algorithm.value_or(NID_undef)) {
        case NID_rsaEncryption: return open_private_key(bytes, {"RSA", "PrivateKeyInfo"});
        case NID_rsassaPss: return open_private_key(bytes, {"RSA-PSS", "PrivateKeyInfo"});
        case NID_X9_62_id_ecPublicKey: return open_private_key(bytes, {"EC", "PrivateKeyInfo"});
        case NID_ED25519: return open_private_key(bytes, {"ED25519", "PrivateKeyInfo"});
        case NID_ED448: return open_private_key(bytes, {"ED448", "PrivateKeyInfo"});
        case NID_dsa:
            if (bytes.size() <= dsa_limit) return open_private_key(bytes, {"DSA", "PrivateKeyInfo"});
            break;
        default: break;
    }
    if (!algorithm) return Undecodable{};
    return OtherBlock{fmt::format("{} PRIVATE KEY", OBJ_nid2sn(*algorithm))};
}

Decoded decode_private_key(std::string_view bytes, std::string_view label) {
    if (bytes.size() > key_limit) return Undecodable{};
    if (label == "RSA PRIVATE KEY") return open_private_key(bytes, {"RSA", "type-specific"});
    if (label == "EC PRIVATE KEY") return open_private_key(bytes, {"EC", "type-specific"});
    if (label == "DSA PRIVATE KEY") return open_private_key(bytes, {"DSA", "type-specific"});
    return decode_pkcs8(bytes);
}

}  // namespace

bool is_certificate_label(std::string_view label) {
    return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

bool is_private_key_label(std::string_view label) {
    return is_one_of(label,
                     {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"});
}

Decoded decode(const PemBlock& block) {
    if (!is_certificate_label(block.label) && !is_private_key_label(block.label)) {
        return OtherBlock{std::string(block.label)};
    }
    if (block.text.size() > INT_MAX) return Undecodable{};
    const ErrorQueue queue;
    const BlockBytes bytes(block);
    if (!bytes.is_read()) return Undecodable{};
    if (bytes.is_encrypted() && is_private_key_label(block.label)) return EncryptedKey{};
    return decode_der(bytes.der(), block.label);
}

Decoded decode_der(std::string_view bytes, std::string_view label) {
    if (bytes.size() > INT_MAX) return Undecodable{};
    const ErrorQueue queue;
    if (is_certificate_label(label)) return decode_certificate(bytes, label);
    if (label == "ENCRYPTED PRIVATE KEY") return EncryptedKey{};
    if (is_private_key_label(label)) return decode_private_key(bytes, label);
    return OtherBlock{std::string(label)};
}

void cleanse(std::string& text) {
    OPENSSL_cleanse(text.data(), text.size());
}

}  // namespace megactl::tls
