#include "core/tls/decode.hpp"

#include "core/tls/openssl_handles.hpp"

#include <climits>
#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace megactl::tls {

namespace {

using Pkey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using X509Request = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using KeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;
using Decoder = std::unique_ptr<OSSL_DECODER_CTX, Freed<OSSL_DECODER_CTX_free>>;

// A key of 16384 bits takes 10 KB; what claims more would only cost time.
constexpr std::size_t key_limit = 64 << 10;
constexpr int name_limit = 10'000;

// Without a callback OpenSSL asks on the terminal.
int refuse_passphrase(char* /*buffer*/, int /*size*/, int /*is_writing*/, void* /*state*/) {
    return -1;
}

// What `encode`, an i2d function, makes of `thing`.
template <class Thing, class Encode>
std::string der_of(Thing* thing, Encode encode) {
    unsigned char* bytes = nullptr;
    const int length = encode(thing, &bytes);
    if (length < 0) return {};
    const std::unique_ptr<unsigned char, decltype([](unsigned char* p) { OPENSSL_free(p); })> owner(bytes);
    return {as_characters(bytes), static_cast<std::size_t>(length)};
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
    const unsigned char* begin() const { return bytes_; }
    std::size_t size() const { return static_cast<std::size_t>(size_); }

private:
    char* name_ = nullptr;
    char* header_ = nullptr;
    unsigned char* bytes_ = nullptr;
    long size_ = 0;
    bool is_read_ = false;
};

std::string curve_name(EVP_PKEY* key) {
    std::array<char, 80> name{};
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1) return "with explicit parameters";
    const char* known = EC_curve_nid2nist(OBJ_txt2nid(name.data()));
    return known != nullptr ? known : name.data();
}

std::string key_type(EVP_PKEY* key) {
    const int bits = EVP_PKEY_get_bits(key);
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA: return fmt::format("RSA {}", bits);
        case EVP_PKEY_RSA_PSS: return fmt::format("RSA-PSS {}", bits);
        case EVP_PKEY_EC: return "EC " + curve_name(key);
        case EVP_PKEY_ED25519: return "Ed25519";
        case EVP_PKEY_ED448: return "Ed448";
        case EVP_PKEY_DSA: return fmt::format("DSA {}", bits);
        default: break;
    }
    const char* name = EVP_PKEY_get0_type_name(key);
    return name != nullptr ? name : "of an unknown type";
}

// One encoding a key: a point may be written compressed or not.
std::string public_key(EVP_PKEY* key) {
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                       OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED);
    }
    return der_of(key, i2d_PUBKEY);
}

std::optional<std::string> address_text(const std::string& bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
    if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
    if (::inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr) return std::nullopt;
    return text.data();
}

std::vector<std::string> names_of(const X509* certificate) {
    const GeneralNames entries(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<std::string> names;
    const int count = entries ? std::min(sk_GENERAL_NAME_num(entries.get()), name_limit) : 0;
    for (int i = 0; i < count; ++i) {
        int type = 0;
        const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(entries.get(), i), &type);
        if (type == GEN_DNS) {
            names.push_back(bytes_of(static_cast<const ASN1_STRING*>(value)));
        } else if (type == GEN_IPADD) {
            if (auto text = address_text(bytes_of(static_cast<const ASN1_STRING*>(value)))) names.push_back(*text);
        }
    }
    return names;
}

std::optional<Certificate> describe_certificate(X509* x509) {
    const auto not_before = time_of(X509_get0_notBefore(x509));
    const auto not_after = time_of(X509_get0_notAfter(x509));
    if (!not_before || !not_after) return std::nullopt;
    Certificate certificate{.subject = text_of(X509_get_subject_name(x509)),
                            .issuer = text_of(X509_get_issuer_name(x509)),
                            .names = names_of(x509),
                            .not_before = *not_before,
                            .not_after = *not_after,
                            .key_type = "of an unknown type",
                            .public_key = der_of(X509_get_X509_PUBKEY(x509), i2d_X509_PUBKEY),
                            .der = der_of(x509, i2d_X509),
                            .is_authority = (X509_get_extension_flags(x509) & EXFLAG_CA) != 0,
                            .use = use_of(x509)};
    if (const Pkey key{X509_get_pubkey(x509)}) {
        certificate.key_type = key_type(key.get());
        certificate.strength = strength_of(key.get());
        if (auto normal = public_key(key.get()); !normal.empty()) certificate.public_key = std::move(normal);
    }
    return certificate;
}

Decoded decode_certificate(const BlockBytes& bytes, std::string_view label) {
    const unsigned char* at = bytes.begin();
    const auto size = static_cast<long>(bytes.size());
    // OpenSSL writes its trust settings behind the certificate, under a label of their own.
    const X509Certificate x509(label == "TRUSTED CERTIFICATE" ? d2i_X509_AUX(nullptr, &at, size)
                                                              : d2i_X509(nullptr, &at, size));
    if (!x509 || at != bytes.begin() + size) return Undecodable{};
    auto certificate = describe_certificate(x509.get());
    return certificate ? Decoded(*std::move(certificate)) : Decoded(Undecodable{});
}

struct KeyContainer {
    const char* algorithm = nullptr;
    const char* structure = nullptr;
};

// The object identifier in a PKCS#8 key, as OpenSSL's number.
std::optional<int> algorithm_of_pkcs8(const BlockBytes& bytes) {
    const unsigned char* at = bytes.begin();
    const KeyInfo info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(bytes.size())));
    const ASN1_OBJECT* algorithm = nullptr;
    if (!info || PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info.get()) != 1) return std::nullopt;
    return OBJ_obj2nid(algorithm);
}

Decoded open_private_key(const BlockBytes& bytes, const KeyContainer& container) {
    EVP_PKEY* opened = nullptr;
    const Decoder decoder(OSSL_DECODER_CTX_new_for_pkey(&opened, "DER", container.structure, container.algorithm,
                                                        EVP_PKEY_KEYPAIR, nullptr, nullptr));
    if (!decoder) return Undecodable{};
    OSSL_DECODER_CTX_set_pem_password_cb(decoder.get(), refuse_passphrase, nullptr);
    const unsigned char* at = bytes.begin();
    std::size_t left = bytes.size();
    const bool is_decoded = OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1;
    const Pkey key(opened);
    if (!is_decoded || !key || left != 0) return Undecodable{};
    PrivateKey answer{.key_type = key_type(key.get()), .public_key = public_key(key.get())};
    return answer.public_key.empty() ? Decoded(Undecodable{}) : Decoded(std::move(answer));
}

// Opens what TLS servers use. Other algorithms stay closed: for a DSA or DH key OpenSSL would calculate with numbers as
// large as the file likes.
Decoded decode_pkcs8(const BlockBytes& bytes) {
    const auto algorithm = algorithm_of_pkcs8(bytes);
    switch (algorithm.value_or(NID_undef)) {
        case NID_rsaEncryption: return open_private_key(bytes, {"RSA", "PrivateKeyInfo"});
        case NID_rsassaPss: return open_private_key(bytes, {"RSA-PSS", "PrivateKeyInfo"});
        case NID_X9_62_id_ecPublicKey: return open_private_key(bytes, {"EC", "PrivateKeyInfo"});
        case NID_ED25519: return open_private_key(bytes, {"ED25519", "PrivateKeyInfo"});
        case NID_ED448: return open_private_key(bytes, {"ED448", "PrivateKeyInfo"});
        default: break;
    }
    if (!algorithm) return Undecodable{};
    return OtherBlock{fmt::format("{} PRIVATE KEY", OBJ_nid2sn(*algorithm))};
}

Decoded decode_private_key(const BlockBytes& bytes, std::string_view label) {
    if (bytes.is_encrypted()) return EncryptedKey{};
    if (bytes.size() > key_limit) return Undecodable{};
    if (label == "RSA PRIVATE KEY") return open_private_key(bytes, {"RSA", "type-specific"});
    if (label == "EC PRIVATE KEY") return open_private_key(bytes, {"EC", "type-specific"});
    return decode_pkcs8(bytes);
}

}  // namespace

bool is_certificate_label(std::string_view label) {
    return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

bool is_private_key_label(std::string_view label) {
    return label == "PRIVATE KEY" || label == "RSA PRIVATE KEY" || label == "EC PRIVATE KEY" ||
           label == "ENCRYPTED PRIVATE KEY";
}

Decoded decode(const PemBlock& block) {
    if (!is_certificate_label(block.label) && !is_private_key_label(block.label)) {
        return OtherBlock{std::string(block.label)};
    }
    if (block.text.size() > INT_MAX) return Undecodable{};
    const ErrorQueue queue;
    const BlockBytes bytes(block);
    if (!bytes.is_read()) return Undecodable{};
    if (is_certificate_label(block.label)) return decode_certificate(bytes, block.label);
    if (block.label == "ENCRYPTED PRIVATE KEY") return EncryptedKey{};
    return decode_private_key(bytes, block.label);
}

void cleanse(std::string& text) {
    OPENSSL_cleanse(text.data(), text.size());
}

}  // namespace megactl::tls
