#include "core/links/click_record.hpp"

#include <zlib.h>

#include <array>
#include <optional>

namespace megactl::links {
namespace {

constexpr std::string_view magic = "MEGACTL SPOOL 1\n";
constexpr std::size_t frame_size = 8;            // length and checksum
constexpr std::size_t longest_frame = 64 << 10;  // a length beyond is no length

// Numbers are little-endian, whatever the machine.
template <class Number>
void append_number(std::string& out, Number number) {
    std::array<char, sizeof(Number)> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>((static_cast<std::uint64_t>(number) >> (8 * i)) & 0xFFU);
    out.append(bytes.data(), bytes.size());
}

void append_text(std::string& out, std::string_view text) {
    append_number(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}

// A frame, whose content is appended while this lives: length, checksum, content.
class Frame {
public:
    explicit Frame(std::string& out) : out_(out), begin_(out.size()) { out_.append(frame_size, '\0'); }
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;
    ~Frame() {
        const std::string_view content = std::string_view(out_).substr(begin_ + frame_size);
        const std::uint64_t head = std::uint64_t{crc32(content)} << 32U | static_cast<std::uint32_t>(content.size());
        for (std::size_t i = 0; i < frame_size; ++i)
            out_[begin_ + i] = static_cast<char>((head >> (8 * i)) & 0xFFU);
    }

private:
    std::string& out_;
    std::size_t begin_;
};

// Takes values from the begin of bytes that may end anywhere.
class Taker {
public:
    explicit Taker(std::string_view bytes) : rest_(bytes) {}

    template <class Number>
    Number number() {
        std::uint64_t value = 0;
        const std::string_view bytes = take(sizeof(Number));
        for (std::size_t i = 0; i < bytes.size(); ++i)
            value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[i])) << (8 * i);
        return static_cast<Number>(value);
    }
    std::string text() { return std::string(take(number<std::uint32_t>())); }
    bool is_done() const { return is_whole_ && rest_.empty(); }

private:
    std::string_view take(std::size_t count) {
        if (count > rest_.size()) {
            is_whole_ = false;
            rest_ = {};
            return {};
        }
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    std::string_view rest_;
    bool is_whole_ = true;
};

std::optional<std::string_view> frame_at(std::string_view bytes) {
    if (bytes.size() < frame_size) return std::nullopt;
    Taker taker(bytes.substr(0, frame_size));
    const auto length = taker.number<std::uint32_t>();
    const auto checksum = taker.number<std::uint32_t>();
    if (length > longest_frame || bytes.size() - frame_size < length) return std::nullopt;
    const std::string_view content = bytes.substr(frame_size, length);
    if (crc32(content) != checksum) return std::nullopt;
    return content;
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(0, static_cast<const Bytef*>(static_cast<const void*>(bytes.data())), bytes.size()));
}

void append_header(std::string& out, const SegmentHeader& header) {
    out += magic;
    const Frame frame(out);
    append_text(out, header.identity);
    append_number(out, header.first_sequence);
}

HeaderReading read_header(std::string_view bytes) {
    if (!bytes.starts_with(magic)) return {};
    const auto content = frame_at(bytes.substr(magic.size()));
    if (!content) return {};
    Taker taker(*content);
    HeaderReading reading;
    reading.header.identity = taker.text();
    reading.header.first_sequence = taker.number<std::uint64_t>();
    if (taker.is_done()) reading.size = magic.size() + frame_size + content->size();
    return reading;
}

void append_record(std::string& out, const Click& click) {
    const Frame frame(out);
    append_text(out, click.id);
    append_number(out, click.link_id);
    append_number(out, static_cast<std::int64_t>(click.at.time_since_epoch().count()));
    append_number(out, static_cast<std::uint8_t>(click.address.has_value()));
    append_text(out, click.address ? std::string_view(*click.address) : std::string_view());
    append_text(out, click.referrer);
    append_text(out, click.user_agent);
}

RecordsReading read_records(std::string_view bytes, std::size_t most) {
    RecordsReading reading;
    while (reading.clicks.size() < most) {
        const auto content = frame_at(bytes.substr(reading.size));
        if (!content) return reading;
        Taker taker(*content);
        Click click;
        click.id = taker.text();
        click.link_id = taker.number<std::int64_t>();
        click.at = celery::Time(std::chrono::microseconds(taker.number<std::int64_t>()));
        const bool has_address = taker.number<std::uint8_t>() != 0;
        std::string address = taker.text();
        if (has_address) click.address = std::move(address);
        click.referrer = taker.text();
        click.user_agent = taker.text();
        if (!taker.is_done()) return reading;
        reading.clicks.push_back(std::move(click));
        reading.size += frame_size + content->size();
    }
    return reading;
}

}  // namespace megactl::links
