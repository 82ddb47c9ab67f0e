#include "core/report/fingerprint.hpp"

#include "core/base/secret.hpp"
#include "core/report/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

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

// A line beyond this is no line that somebody wrote, and one may hold a thousand findings.
constexpr std::size_t longest_line = 2'000;

// The line without its secrets: a fingerprint is committed and published, and a short secret could be guessed from it.
void add_line(Digest& digest, std::string_view line) {
    line = line.substr(0, longest_line);
    std::vector<Span> secrets = secret_spans(line);
    std::ranges::sort(secrets, {}, &Span::begin);
    std::string shown;
    std::size_t done = 0;
    for (const Span& secret : secrets) {
        if (secret.begin > done) shown += line.substr(done, secret.begin - done);
        done = std::max(done, secret.end);
    }
    digest.add(shown.append(line.substr(std::min(done, line.size()))));
}

}  // namespace

std::string fingerprint(const Finding& finding) {
    const Place place = place_of(finding);
    Digest digest;
    digest.add(finding.rule);
    digest.add(place.file);
    add_line(digest, place.line_text);
    digest.add(finding.variable);
    digest.add(finding.service);
    return fmt::format("{:016x}", digest.value());
}

}  // namespace megactl::report
