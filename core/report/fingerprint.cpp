#include "core/report/fingerprint.hpp"

#include "core/report/place.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace megactl::report {
namespace {

// FNV-1a in 64 bits: no secret rests on it, and it is the same for ever.
class Digest {
public:
    void add(std::string_view text) {
        for (const char letter : text)
            add_byte(static_cast<unsigned char>(letter));
        add_byte(0);  // "ab" and "c" are not "a" and "bc"
    }
    std::uint64_t value() const { return value_; }

private:
    void add_byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3ULL; }

    std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace

std::string fingerprint(const Finding& finding) {
    const Place place = place_of(finding);
    Digest digest;
    for (const std::string_view part : {finding.rule, std::string_view(place.file), place.line_text,
                                        std::string_view(finding.variable), std::string_view(finding.service)}) {
        digest.add(part);
    }
    return fmt::format("{:016x}", digest.value());
}

}  // namespace megactl::report
