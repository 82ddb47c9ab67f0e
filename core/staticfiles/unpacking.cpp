#include "core/staticfiles/unpacking.hpp"

#include "core/base/freed.hpp"
#include "core/staticfiles/bytes_of.hpp"

#define ZLIB_CONST  // zlib does not write into what it reads
#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace megactl::staticfiles {
namespace {

// Takes what comes out piece by piece, up to a limit: a small file may unpack to a giant.
class Unpacked {
public:
    explicit Unpacked(Bytes limit) : limit_(static_cast<std::uint64_t>(limit)) {}

    // False: too long.
    bool take(const void* piece, std::size_t size) {
        if (content_.size() + size > limit_) return false;
        content_.append(static_cast<const char*>(piece), size);
        return true;
    }

    std::string content() && { return std::move(content_); }

private:
    std::uint64_t limit_;
    std::string content_;
};

tl::unexpected<Problem> damaged() {
    return problem("it is damaged");
}

tl::unexpected<Problem> too_long() {
    return problem("it unpacks to more than was packed");
}

constexpr std::string_view gzip_magic = "\x1f\x8b";

// Browsers read one member and pass over what follows, so a file of several is not what `gzip -d` makes of it.
Result<std::string> unpack_gzip(std::string_view packed, Bytes limit) {
    z_stream stream{};
    constexpr int with_header = MAX_WBITS + 16;
    if (inflateInit2(&stream, with_header) != Z_OK) throw std::bad_alloc();
    const std::unique_ptr<z_stream, Freed<inflateEnd>> end(&stream);
    Unpacked unpacked(limit);
    std::vector<Bytef> buffer(64UL << 10);
    stream.next_in = bytes_of<const Bytef>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = buffer.data();
        stream.avail_out = static_cast<uInt>(buffer.size());
        state = inflate(&stream, Z_NO_FLUSH);
        if (!unpacked.take(buffer.data(), buffer.size() - stream.avail_out)) return too_long();
    }
    if (state != Z_STREAM_END) return damaged();
    if (packed.substr(packed.size() - stream.avail_in).starts_with(gzip_magic)) {
        return problem("it has several members, and browsers read only the first");
    }
    if (stream.avail_in != 0) return damaged();
    return std::move(unpacked).content();
}

Result<std::string> unpack_brotli(std::string_view packed, Bytes limit) {
    const std::unique_ptr<BrotliDecoderState, Freed<BrotliDecoderDestroyInstance>> state(
        BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
    if (!state) throw std::bad_alloc();
    Unpacked unpacked(limit);
    std::size_t left = packed.size();
    const auto* input = bytes_of<const std::uint8_t>(packed.data());
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        std::size_t none = 0;
        result = BrotliDecoderDecompressStream(state.get(), &left, &input, &none, nullptr, nullptr);
        while (BrotliDecoderHasMoreOutput(state.get()) != BROTLI_FALSE) {
            std::size_t size = 0;
            const std::uint8_t* const output = BrotliDecoderTakeOutput(state.get(), &size);
            if (!unpacked.take(output, size)) return too_long();
        }
    }
    if (result != BROTLI_DECODER_RESULT_SUCCESS || left != 0) return damaged();
    return std::move(unpacked).content();
}

// Of several frames, which who packs on many threads makes, browsers read all.
Result<std::string> unpack_zstd(std::string_view packed, Bytes limit) {
    const std::unique_ptr<ZSTD_DCtx, Freed<ZSTD_freeDCtx>> state(ZSTD_createDCtx());
    if (!state) throw std::bad_alloc();
    Unpacked unpacked(limit);
    std::vector<char> buffer(ZSTD_DStreamOutSize());
    ZSTD_inBuffer input{packed.data(), packed.size(), 0};
    std::size_t missing = 1;
    while (missing != 0 || input.pos < input.size) {
        ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
        const std::size_t read_before = input.pos;
        missing = ZSTD_decompressStream(state.get(), &output, &input);
        if (ZSTD_isError(missing) != 0) return damaged();
        if (!unpacked.take(buffer.data(), output.pos)) return too_long();
        if (missing != 0 && output.pos == 0 && input.pos == read_before) return damaged();  // torn
    }
    return std::move(unpacked).content();
}

}  // namespace

std::optional<Encoding> encoding_in_name(std::string_view name) {
    for (const Encoding encoding : every_encoding) {
        if (name.ends_with(ending_of(encoding))) return encoding;
    }
    return std::nullopt;
}

std::string_view unpacked_name(std::string_view name) {
    const auto encoding = encoding_in_name(name);
    return encoding ? name.substr(0, name.size() - ending_of(*encoding).size()) : name;
}

Result<std::string> unpack(Encoding encoding, std::string_view packed, Bytes limit) {
    switch (encoding) {
        case Encoding::gzip: return unpack_gzip(packed, limit);
        case Encoding::brotli: return unpack_brotli(packed, limit);
        case Encoding::zstd: break;
    }
    return unpack_zstd(packed, limit);
}

}  // namespace megactl::staticfiles
