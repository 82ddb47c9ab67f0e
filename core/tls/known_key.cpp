#include "core/tls/known_key.hpp"

#include "core/tls/description.hpp"
#include "core/tls/published_keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>

namespace megactl::tls {

namespace {

using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Room = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;

Number number() {
    Number made(BN_new());
    if (!made) throw std::bad_alloc();
    return made;
}

bool is_published(std::string_view public_key) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    if (EVP_Digest(public_key.data(), public_key.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        return false;
    std::uint64_t begin = 0;
    for (std::size_t i = 0; i < sizeof begin; ++i)
        begin = begin << 8 | digest[i];
    return std::ranges::binary_search(published_keys, begin);
}

// Is it a power of 65537, as far as this prime can tell?
bool is_power(std::uint64_t residue, std::uint64_t prime) {
    const std::uint64_t generator = 65537 % prime;
    std::uint64_t power = 1;
    do {
        if (power == residue) return true;
        power = power * generator % prime;
    } while (power != 1);
    return false;
}

// Both primes of such a key are powers of 65537 modulo each small prime, so the modulus is one as well (Nemec and
// others, "The Return of Coppersmith's Attack", 2017). Of other keys one in a hundred millions looks so.
bool is_roca(const BIGNUM* modulus) {
    constexpr std::array small_primes = {3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                         47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103,
                                         107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
    return std::ranges::all_of(small_primes, [&](int prime) {
        const auto divisor = static_cast<std::uint64_t>(prime);
        return is_power(BN_mod_word(modulus, divisor), divisor);
    });
}

// The root, rounded down, by Newton's method from above.
Number root_of(const BIGNUM* square, BN_CTX* room) {
    Number root = number();
    if (BN_is_zero(square)) return root;
    Number next = number();
    BN_set_bit(root.get(), (BN_num_bits(square) + 1) / 2);
    while (true) {
        BN_div(next.get(), nullptr, square, root.get(), room);
        BN_add(next.get(), next.get(), root.get());
        BN_rshift1(next.get(), next.get());
        if (BN_cmp(next.get(), root.get()) >= 0) return root;
        root.swap(next);
    }
}

bool is_square(const BIGNUM* number_asked, BN_CTX* room) {
    // What a square leaves there: most others are told apart without a root.
    for (const BN_ULONG divisor : {64U, 63U, 65U, 11U}) {
        const BN_ULONG residue = BN_mod_word(number_asked, divisor);
        bool can_be = false;
        for (BN_ULONG i = 0; i < divisor && !can_be; ++i)
            can_be = i * i % divisor == residue;
        if (!can_be) return false;
    }
    const Number root = root_of(number_asked, room);
    const Number again = number();
    BN_sqr(again.get(), root.get(), room);
    return BN_cmp(again.get(), number_asked) == 0;
}

// Fermat: n = a² − b² with a just above the root of n. A hundred steps, as authorities try them (CA/Browser Forum,
// Baseline Requirements 6.1.1.3).
bool has_near_primes(const BIGNUM* modulus) {
    constexpr int steps = 100;
    const Room room(BN_CTX_new());
    if (!room) throw std::bad_alloc();
    const Number middle = root_of(modulus, room.get());
    const Number rest = number();
    for (int i = 0; i <= steps; ++i, BN_add_word(middle.get(), 1)) {
        BN_sqr(rest.get(), middle.get(), room.get());
        BN_sub(rest.get(), rest.get(), modulus);
        if (BN_is_negative(rest.get()) == 0 && is_square(rest.get(), room.get())) return true;
    }
    return false;
}

}  // namespace

KnownFault known_fault(std::string_view public_key) {
    if (is_published(public_key)) return KnownFault::published;
    const ErrorQueue queue;
    const unsigned char* bytes = as_bytes(public_key);
    const Pkey key(d2i_PUBKEY(nullptr, &bytes, static_cast<long>(public_key.size())));
    BIGNUM* read = nullptr;
    if (!key || EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_N, &read) != 1) return KnownFault::none;
    const Number modulus(read);
    // OpenSSL itself uses no larger one; an even one has another fault.
    if (BN_num_bits(modulus.get()) > OPENSSL_RSA_MAX_MODULUS_BITS || BN_is_odd(modulus.get()) == 0)
        return KnownFault::none;
    if (is_roca(modulus.get())) return KnownFault::roca;
    return has_near_primes(modulus.get()) ? KnownFault::near_primes : KnownFault::none;
}

}  // namespace megactl::tls
