#include "core/base/release.hpp"

#include <gtest/gtest.h>

namespace megactl {
namespace {

TEST(Release, ReadsTwoNumbersOrThree) {
    EXPECT_EQ(parse_release("1.0").value(), (Release{1, 0}));
    EXPECT_EQ(parse_release("0.12.3").value(), (Release{0, 12}));
}

TEST(Release, RejectsWhatIsNone) {
    for (const auto* text : {"", "1", "1.", ".1", "1.x", "v1.0", "1.0.0.0", "1.-1", "1.99999999999", " 1.0"}) {
        EXPECT_FALSE(parse_release(text)) << text;
    }
}

TEST(Release, IsOrderedByNumbersNotByText) {
    EXPECT_LT((Release{1, 9}), (Release{1, 10}));
    EXPECT_LT((Release{1, 10}), (Release{2, 0}));
    EXPECT_EQ(format_release({1, 10}), "1.10");
}

}  // namespace
}  // namespace megactl
