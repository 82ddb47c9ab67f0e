#include "core/tls/staple.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Certificates as PEM, and behind the last of them what is stapled.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
    constexpr std::string_view mark = "-----END CERTIFICATE-----\n";
    const std::size_t end = input.rfind(mark);
    const std::size_t middle = end == std::string_view::npos ? 0 : end + mark.size();
    const auto sent = megactl::tls::parse_pem("sent", input.substr(0, middle)).certificates;
    const megactl::tls::Staple staple = megactl::tls::read_staple(input.substr(middle), sent);
    if ((staple.word == megactl::tls::Staple::Word::none) == staple.problem.empty()) std::abort();
    return 0;
}
