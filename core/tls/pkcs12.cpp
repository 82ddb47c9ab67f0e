#include "core/tls/containers.hpp"
#include "core/tls/decode.hpp"
#include "core/tls/description.hpp"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <array>
#include <utility>

namespace megactl::tls {

namespace {

using Pkcs12 = std::unique_ptr<PKCS12, Freed<PKCS12_free>>;
using KeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;
using Bags = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), decltype([](STACK_OF(PKCS12_SAFEBAG) * bags) {
                                 sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
                             })>;
using Safes =
    std::unique_ptr<STACK_OF(PKCS7), decltype([](STACK_OF(PKCS7) * safes) { sk_PKCS7_pop_free(safes, PKCS7_free); })>;

// Java has written 100 000 a part. A file may ask for as many as it likes, in each of its parts.
constexpr long round_limit = 1'000'000;

// Whatever is no count is more than anybody would wait for.
long count_of_rounds(const ASN1_INTEGER* rounds) {
    const long count = rounds == nullptr ? 1 : ASN1_INTEGER_get(rounds);
    return count >= 0 && count < round_limit ? count : round_limit;
}

// How many rounds the password's hash of this part takes; the limit for a way of hashing that has others.
long rounds_of(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* id = nullptr;
    int type = V_ASN1_UNDEF;
    const void* value = nullptr;
    X509_ALGOR_get0(&id, &type, &value, algorithm);
    if (type != V_ASN1_SEQUENCE) return round_limit;
    const auto* parameters = static_cast<const ASN1_STRING*>(value);
    if (OBJ_obj2nid(id) != NID_pbes2) {
        const std::unique_ptr<PBEPARAM, Freed<PBEPARAM_free>> simple(
            static_cast<PBEPARAM*>(ASN1_item_unpack(parameters, ASN1_ITEM_rptr(PBEPARAM))));
        return simple ? count_of_rounds(simple->iter) : round_limit;
    }
    const std::unique_ptr<PBE2PARAM, Freed<PBE2PARAM_free>> both(
        static_cast<PBE2PARAM*>(ASN1_item_unpack(parameters, ASN1_ITEM_rptr(PBE2PARAM))));
    if (!both) return round_limit;
    X509_ALGOR_get0(&id, &type, &value, both->keyfunc);
    if (OBJ_obj2nid(id) != NID_id_pbkdf2 || type != V_ASN1_SEQUENCE) return round_limit;
    const std::unique_ptr<PBKDF2PARAM, Freed<PBKDF2PARAM_free>> hash(static_cast<PBKDF2PARAM*>(
        ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), ASN1_ITEM_rptr(PBKDF2PARAM))));
    return hash ? count_of_rounds(hash->iter) : round_limit;
}

// Why OpenSSL did not decrypt a part, by its queue.
Pkcs12Lock reason_of_failure() {
    while (const unsigned long code = ERR_get_error()) {
        if (ERR_GET_REASON(code) == ERR_R_UNSUPPORTED) return Pkcs12Lock::outdated;
    }
    return Pkcs12Lock::needs_password;
}

// One opening of a file with one of the two passwords that are none.
class Opening {
public:
    explicit Opening(const char* password) : password_(password) {}

    Pkcs12Contents contents(PKCS12* pkcs12) {
        const Safes safes(PKCS12_unpack_authsafes(pkcs12));
        if (!safes) return {Pkcs12Lock::damaged, {}};
        for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i)
            open(sk_PKCS7_value(safes.get(), i));
        return std::move(answer_);
    }

private:
    // The first lock that is met is told.
    void meet(Pkcs12Lock lock) {
        if (answer_.lock == Pkcs12Lock::open) answer_.lock = lock;
    }

    // Each part costs a hash of the password.
    bool may_decrypt(const X509_ALGOR* algorithm) {
        rounds_ += rounds_of(algorithm);
        if (rounds_ < round_limit) return true;
        meet(Pkcs12Lock::too_costly);
        return false;
    }

    void open(PKCS7* safe) {
        Bags bags;
        if (PKCS7_type_is_data(safe)) {
            bags.reset(PKCS12_unpack_p7data(safe));
            if (!bags) return meet(Pkcs12Lock::damaged);
        } else if (PKCS7_type_is_encrypted(safe) && safe->d.encrypted != nullptr) {
            if (!may_decrypt(safe->d.encrypted->enc_data->algorithm)) return;
            bags.reset(PKCS12_unpack_p7encdata(safe, password_, 0));
            if (!bags) return meet(reason_of_failure());
        }
        for (int i = 0; i < (bags ? sk_PKCS12_SAFEBAG_num(bags.get()) : 0); ++i)
            add(sk_PKCS12_SAFEBAG_value(bags.get(), i));
    }

    void add(PKCS12_SAFEBAG* bag) {
        switch (PKCS12_SAFEBAG_get_nid(bag)) {
            case NID_certBag: return add_certificate(bag);
            case NID_keyBag: return add_key(PKCS12_SAFEBAG_get0_p8inf(bag));
            case NID_pkcs8ShroudedKeyBag: return add_shrouded(bag);
            default: return;
        }
    }

    void add_certificate(PKCS12_SAFEBAG* bag) {
        if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) return;
        const X509Certificate x509(PKCS12_SAFEBAG_get1_cert(bag));
        auto certificate = x509 ? describe_certificate(x509.get()) : std::nullopt;
        if (!certificate) return meet(Pkcs12Lock::damaged);
        answer_.items.emplace_back(*std::move(certificate));
    }

    void add_shrouded(PKCS12_SAFEBAG* bag) {
        const X509_ALGOR* algorithm = nullptr;
        X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nullptr);
        if (!may_decrypt(algorithm)) return;
        const KeyInfo key(PKCS12_decrypt_skey(bag, password_, 0));
        if (!key) return meet(reason_of_failure());
        add_key(key.get());
    }

    void add_key(const PKCS8_PRIV_KEY_INFO* info) {
        std::string der = der_of(info, i2d_PKCS8_PRIV_KEY_INFO);
        Decoded decoded = decode_der(der, "PRIVATE KEY");
        cleanse(der);
        if (auto* key = std::get_if<PrivateKey>(&decoded)) {
            answer_.items.emplace_back(std::move(*key));
        } else if (auto* other = std::get_if<OtherBlock>(&decoded)) {
            answer_.items.emplace_back(ClosedBlock{.label = std::move(other->label)});
        } else {
            meet(Pkcs12Lock::damaged);
        }
    }

    const char* password_;
    long rounds_ = 0;
    Pkcs12Contents answer_;
};

}  // namespace

Pkcs12Contents contents_of_pkcs12(std::string_view der) {
    const ErrorQueue queue;
    const unsigned char* at = as_bytes(der);
    const Pkcs12 pkcs12(d2i_PKCS12(nullptr, &at, static_cast<long>(der.size())));
    if (!pkcs12) return {Pkcs12Lock::damaged, {}};
    const std::array<const char*, 2> passwords{nullptr, ""};
    if (PKCS12_mac_present(pkcs12.get()) != 1) return Opening(nullptr).contents(pkcs12.get());
    const ASN1_INTEGER* rounds = nullptr;
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &rounds, pkcs12.get());
    if (count_of_rounds(rounds) == round_limit) return {Pkcs12Lock::too_costly, {}};
    for (const char* password : passwords) {
        if (PKCS12_verify_mac(pkcs12.get(), password, 0) == 1) return Opening(password).contents(pkcs12.get());
    }
    return {Pkcs12Lock::needs_password, {}};
}

}  // namespace megactl::tls
