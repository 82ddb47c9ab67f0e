#include "core/staticfiles/packing.hpp"

#include <gtest/gtest.h>

namespace megactl::staticfiles {
namespace {

TEST(Packing, TriesWhatIsNotPackedByNature) {
    const auto extensions = packed_extensions();
    for (const char* const path : {"a.css", "png", "a.png.txt", "apng", "noext", "a.ico", "a.ttf", ".", "a."})
        EXPECT_TRUE(is_packable(path, extensions)) << path;
    for (const char* const path : {"a.png", "d/a.JPG", ".gz", "a.woff2", "a.css.br", "film.MP4"})
        EXPECT_FALSE(is_packable(path, extensions)) << path;
    EXPECT_TRUE(is_packable("a.png", {}));
}

TEST(Packing, IsWorthATwentieth) {
    EXPECT_TRUE(is_worth_it(95, 100));
    EXPECT_FALSE(is_worth_it(96, 100));
    EXPECT_FALSE(is_worth_it(20, 0));
}

TEST(Packing, WritesTheHeaderThatHoldsNoTime) {
    using namespace std::string_view_literals;
    const std::string packed = pack(Encoding::gzip, "content");
    EXPECT_TRUE(packed.starts_with("\x1f\x8b\x08\0\0\0\0\0\x02\xff"sv));
    EXPECT_TRUE(packed.ends_with("\x07\0\0\0"sv));
}

TEST(Packing, IsTheSameEachTime) {
    const std::string content(100'000, 'x');
    for (const Encoding encoding : {Encoding::brotli, Encoding::gzip, Encoding::zstd}) {
        const std::string packed = pack(encoding, content);
        EXPECT_LT(packed.size(), 1000U);
        EXPECT_EQ(packed, pack(encoding, content));
        EXPECT_FALSE(pack(encoding, "").empty());
    }
}

}  // namespace
}  // namespace megactl::staticfiles
