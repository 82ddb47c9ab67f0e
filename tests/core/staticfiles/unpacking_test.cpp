#include "core/staticfiles/unpacking.hpp"

#include "core/staticfiles/stopped.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <stop_token>
#include <string>

namespace megactl::staticfiles {
namespace {

class Unpacking : public testing::TestWithParam<Encoding> {
protected:
    static std::string content() {
        std::string text;
        for (int i = 0; i < 200'000; ++i)
            text += std::to_string(i * 7);
        return text;
    }
};

TEST_P(Unpacking, GivesBackWhatWasPackedInManySteps) {
    const std::string text = content();
    const auto unpacked = unpack(GetParam(), pack(GetParam(), text), Bytes{text.size()});
    ASSERT_TRUE(unpacked) << unpacked.error().reason;
    EXPECT_TRUE(*unpacked == text);
}

TEST_P(Unpacking, GivesBackNothingOfNothing) {
    const auto unpacked = unpack(GetParam(), pack(GetParam(), ""), Bytes{0});
    ASSERT_TRUE(unpacked);
    EXPECT_EQ(*unpacked, "");
}

TEST_P(Unpacking, RefusesWhatIsTornOddOrFollowedByMore) {
    const std::string packed = pack(GetParam(), "some text, some text, some text");
    for (std::size_t length = 0; length < packed.size(); ++length)
        EXPECT_FALSE(unpack(GetParam(), packed.substr(0, length), Bytes{100})) << length;
    EXPECT_FALSE(unpack(GetParam(), packed + "x", Bytes{100}));
    EXPECT_FALSE(unpack(GetParam(), "no packed file at all", Bytes{100}));
}

TEST_P(Unpacking, EndsAtTheLimit) {
    std::string content;
    content.resize(10'000'000, 'x');
    const std::string packed = pack(GetParam(), content);
    const auto unpacked = unpack(GetParam(), packed, Bytes{9'999'999});
    ASSERT_FALSE(unpacked);
    EXPECT_EQ(unpacked.error().reason, "it unpacks to more than was packed");
}

TEST_P(Unpacking, IsNeverNeededAfterAStop) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(pack(GetParam(), content(), stop.get_token()), Stopped);
}

INSTANTIATE_TEST_SUITE_P(EachEncoding, Unpacking, testing::Values(Encoding::gzip, Encoding::brotli, Encoding::zstd),
                         [](const auto& encoding) { return std::string(ending_of(encoding.param).substr(1)); });

TEST(UnpackingZstd, TakesSeveralFramesAsOneContent) {
    const std::string packed = pack(Encoding::zstd, "one, ") + pack(Encoding::zstd, "") + pack(Encoding::zstd, "two");
    const auto unpacked = unpack(Encoding::zstd, packed, Bytes{8});
    ASSERT_TRUE(unpacked) << unpacked.error().reason;
    EXPECT_EQ(*unpacked, "one, two");
    EXPECT_FALSE(unpack(Encoding::zstd, packed, Bytes{7}));
    EXPECT_FALSE(unpack(Encoding::zstd, packed.substr(0, packed.size() - 1), Bytes{8}));
}

TEST(UnpackingGzip, TellsWhatBrowsersLeaveOutFromWhatIsDamaged) {
    const std::string packed = pack(Encoding::gzip, "one, ") + pack(Encoding::gzip, "two");
    const auto unpacked = unpack(Encoding::gzip, packed, Bytes{8});
    ASSERT_FALSE(unpacked);
    EXPECT_EQ(unpacked.error().reason, "it has several members, and browsers read only the first");
}

TEST(UnpackedNames, LackTheLastEnding) {
    EXPECT_EQ(unpacked_name("css/a.css.gz"), "css/a.css");
    EXPECT_EQ(unpacked_name("a.css"), "a.css");
    EXPECT_EQ(encoding_in_name("a.css.zst"), Encoding::zstd);
    EXPECT_EQ(encoding_in_name("a.css"), std::nullopt);
}

}  // namespace
}  // namespace megactl::staticfiles
