#include "core/staticfiles/packing.hpp"

#include "core/base/freed.hpp"
#include "core/base/text.hpp"

#define ZLIB_CONST  // zlib does not write into what it reads
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

// Bytes as the libraries call them.
template <class T>
T* bytes_of(const char* text) {
    return static_cast<T*>(static_cast<const void*>(text));
}

// All goes in in one step and is ended in another, as Python's binding does it: so the bytes are the same.
std::string pack_brotli(std::string_view content) {
    const std::unique_ptr<BrotliEncoderState, Freed<BrotliEncoderDestroyInstance>> state(
        BrotliEncoderCreateInstance(nullptr, nullptr, nullptr));
    if (!state) throw std::bad_alloc();
    BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY);
    BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_LGWIN, BROTLI_DEFAULT_WINDOW);
    std::string packed;
    std::size_t left = content.size();
    const auto* input = bytes_of<const std::uint8_t>(content.data());
    for (const BrotliEncoderOperation operation : {BROTLI_OPERATION_PROCESS, BROTLI_OPERATION_FINISH}) {
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
    }
    return packed;
}

void append_little_endian(std::string& text, std::uint32_t number) {
    for (unsigned shift = 0; shift < 32; shift += 8)
        text += static_cast<char>(number >> shift & 0xFFU);
}

// The raw deflated stream between a header without time and name, and the checksum.
std::string pack_gzip(std::string_view content) {
    using namespace std::string_view_literals;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    const std::unique_ptr<z_stream, Freed<deflateEnd>> end(&stream);
    std::string packed("\x1f\x8b\x08\0\0\0\0\0\x02\xff"sv);
    uLong checksum = crc32(0, nullptr, 0);
    std::vector<Bytef> buffer(64UL << 10);
    // zlib counts in 32 bits.
    constexpr std::size_t step = 1UL << 30;
    std::string_view rest = content;
    bool is_last = false;
    while (!is_last) {
        const std::string_view part = rest.substr(0, step);
        rest.remove_prefix(part.size());
        is_last = rest.empty();
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
std::string pack_zstd(std::string_view content) {
    constexpr int level = 19;
    std::string packed(ZSTD_compressBound(content.size()), '\0');
    const std::size_t size = ZSTD_compress(packed.data(), packed.size(), content.data(), content.size(), level);
    if (ZSTD_isError(size) != 0) throw std::bad_alloc();
    packed.resize(size);
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

std::string pack(Encoding encoding, std::string_view content) {
    switch (encoding) {
        case Encoding::brotli: return pack_brotli(content);
        case Encoding::gzip: return pack_gzip(content);
        case Encoding::zstd: break;
    }
    return pack_zstd(content);
}

bool is_worth_it(std::size_t packed, std::size_t original) {
    constexpr double most = 0.95;
    return original > 0 && static_cast<double>(packed) / static_cast<double>(original) <= most;
}

}  // namespace megactl::staticfiles
