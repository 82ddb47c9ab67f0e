#pragma once

#include <string_view>

namespace megactl::tls {

// Why anybody may have the private half of a key, however long it is.
enum class KnownFault {
    none,
    published,    // it is in a public repository, as an example or for tests
    roca,         // made by the library of certain chips (CVE-2017-15361): its primes can be found
    near_primes,  // the two primes are so near to each other that Fermat's method finds them (CVE-2022-26320)
};

// By a SubjectPublicKeyInfo in DER. Well below a millisecond; `none` for what is no key.
KnownFault known_fault(std::string_view public_key);

}  // namespace megactl::tls
