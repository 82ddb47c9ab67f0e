#include "core/staticfiles/packing.hpp"

#include "core/base/freed.hpp"
#include "core/base/text.hpp"
#include "core/staticfiles/bytes_of.hpp"
#include "core/staticfiles/stopped.hpp"

#define ZLIB_CONST  // zlib does not write into what it reads
#include <fmt/format.h>

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace megactl::staticfiles {
namespace {

constexpr std::array<std::string_view, 27> extensions_of_whitenoise{
    "jpg",  "jpeg", "png", "gif", "webp", "3gp", "3gpp", "asf", "avi", "m4v", "mov", "mp4",  "mpeg", "mpg",
    "webm", "wmv",  "zip", "gz",  "tgz",  "bz2", "tbz",  "xz",  "br",  "swf", "flv", "woff", "woff2"};

// What goes in between two looks for a stop: of the slowest packer less than a second's work.
constexpr std::size_t step = 256UL << 10;

// The parts of a content, in order.
class Parts {
public:
    Parts(std::string_view content, const std::stop_token& stop) : rest_(content), stop_(stop) {}

    // The last one may be empty. Throws Stopped.
    std::string_view next() {
        if (stop_.stop_requested()) throw Stopped();
        const std::string_view part = rest_.substr(0, step);
        rest_.remove_prefix(part.size());
        return part;
    }
    bool is_at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
    const std::stop_token& stop_;
};

// Knows the size from the start and is ended in a step of its own, as when Python's binding gives it all in one: so the
// bytes are the same.
std::string pack_brotli(std::string_view content, const std::stop_token& stop) {
    const std::unique_ptr<BrotliEncoderState, Freed<BrotliEncoderDestroyInstance>> state(
        BrotliEncoderCreateInstance(nullptr, nullptr, nullptr));
    if (!state) throw std::bad_alloc();
    constexpr std::size_t largest_hint = 1UL << 30;
    BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY);
    BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_LGWIN, BROTLI_DEFAULT_WINDOW);
    BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_SIZE_HINT,
                              static_cast<std::uint32_t>(std::min(content.size(), largest_hint)));
    std::string packed;
    const auto feed = [&](std::string_view part, BrotliEncoderOperation operation) {
        std::size_t left = part.size();
        const auto* input = bytes_of<const std::uint8_t>(part.data());
        do {
            std::size_t none = 0;
            if (BrotliEncoderCompressStream(state.get(), operation, &left, &input, &none, nullptr, nullptr) == 0)
                throw std::bad_alloc();  // the one way in which it fails
            std::size_t size = 0;
            while (const std::uint8_t* output = BrotliEncoderTakeOutput(state.get(), &size)) {
                packed.append(output, output + size);
                size = 0;
            }
        } while (left > 0 || BrotliEncoderHasMoreOutput(state.get()) != 0);
    };
    Parts parts(content, stop);
    do {
        feed(parts.next(), BROTLI_OPERATION_PROCESS);
    } while (!parts.is_at_end());
    feed({}, BROTLI_OPERATION_FINISH);
    return packed;
}

void append_little_endian(std::string& text, std::uint32_t number) {
    for (unsigned shift = 0; shift < 32; shift += 8)
        text += static_cast<char>(number >> shift & 0xFFU);
}

// The raw deflated stream between a header without time and name, and the checksum.
std::string pack_gzip(std::string_view content, const std::stop_token& stop) {
    using namespace std::string_view_literals;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    const std::unique_ptr<z_stream, Freed<deflateEnd>> end(&stream);
    std::string packed("\x1f\x8b\x08\0\0\0\0\0\x02\xff"sv);
    uLong checksum = crc32(0, nullptr, 0);
    std::vector<Bytef> buffer(64UL << 10);
    Parts parts(content, stop);
    bool is_last = false;
    while (!is_last) {
        const std::string_view part = parts.next();
        is_last = parts.is_at_end();
        stream.next_in = bytes_of<const Bytef>(part.data());
        stream.avail_in = static_cast<uInt>(part.size());
        checksum = crc32(checksum, stream.next_in, stream.avail_in);
        do {
            stream.next_out = buffer.data();
            stream.avail_out = static_cast<uInt>(buffer.size());
            deflate(&stream, is_last ? Z_FINISH : Z_NO_FLUSH);
            packed.append(buffer.data(), buffer.data() + (buffer.size() - stream.avail_out));
        } while (stream.avail_out == 0);
    }
    append_little_endian(packed, static_cast<std::uint32_t>(checksum));
    append_little_endian(packed, static_cast<std::uint32_t>(content.size()));
    return packed;
}

// The strongest level whose window browsers have to accept.
std::string pack_zstd(std::string_view content, const std::stop_token& stop) {
    constexpr int level = 19;
    const std::unique_ptr<ZSTD_CCtx, Freed<ZSTD_freeCCtx>> state(ZSTD_createCCtx());
    if (!state) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(state.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setPledgedSrcSize(state.get(), content.size());
    std::string packed(ZSTD_compressBound(content.size()), '\0');
    ZSTD_outBuffer output{packed.data(), packed.size(), 0};
    Parts parts(content, stop);
    bool is_last = false;
    while (!is_last) {
        const std::string_view part = parts.next();
        is_last = parts.is_at_end();
        ZSTD_inBuffer input{part.data(), part.size(), 0};
        std::size_t left = 0;
        do {
            left = ZSTD_compressStream2(state.get(), &output, &input, is_last ? ZSTD_e_end : ZSTD_e_continue);
            if (ZSTD_isError(left) != 0) throw std::bad_alloc();
        } while (input.pos < input.size || (is_last && left != 0));
    }
    packed.resize(output.pos);
    return packed;
}

}  // namespace

std::string_view ending_of(Encoding encoding) {
    switch (encoding) {
        case Encoding::brotli: return ".br";
        case Encoding::gzip: return ".gz";
        case Encoding::zstd: break;
    }
    return ".zst";
}

std::span<const std::string_view> packed_extensions() {
    return extensions_of_whitenoise;
}

bool is_packable(std::string_view path, std::span<const std::string_view> extensions) {
    return std::ranges::none_of(extensions, [&](std::string_view extension) {
        const std::size_t size = extension.size();
        return path.size() > size && path[path.size() - size - 1] == '.' &&
               equal_ignoring_case(path.substr(path.size() - size), extension);
    });
}

std::string pack(Encoding encoding, std::string_view content, const std::stop_token& stop) {
    switch (encoding) {
        case Encoding::brotli: return pack_brotli(content, stop);
        case Encoding::gzip: return pack_gzip(content, stop);
        case Encoding::zstd: break;
    }
    return pack_zstd(content, stop);
}

std::string packer_versions() {
    return fmt::format("brotli {:x}, zlib {}, zstd {}", BrotliEncoderVersion(), zlibVersion(), ZSTD_versionNumber());
}

bool is_worth_it(std::size_t packed, std::size_t original) {
    constexpr double most = 0.95;
    return original > 0 && static_cast<double>(packed) / static_cast<double>(original) <= most;
}

}  // namespace megactl::staticfiles
