#include "core/os/random.hpp"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <stdexcept>

namespace megactl::os {
namespace {

TEST(RandomBytes, AreAsManyAsAskedFor) {
    // The kernel gives up to 256 bytes whole; beyond that a signal may cut its answer.
    for (const std::size_t count : {0U, 1U, 16U, 256U, 257U, 100'000U})
        EXPECT_EQ(random_bytes(count).size(), count);
}

TEST(RandomBytes, AreNotTheSameTwice) {
    EXPECT_NE(random_bytes(32), random_bytes(32));
}

TEST(RandomUuid, IsOfVersion4InLowerCase) {
    const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    std::set<std::string> seen;
    for (int round = 0; round < 1000; ++round) {
        const std::string uuid = random_uuid();
        ASSERT_TRUE(std::regex_match(uuid, form)) << uuid;
        EXPECT_TRUE(seen.insert(uuid).second) << uuid << " came twice";
    }
}

TEST(RandomText, UsesEveryLetterAndNoOther) {
    const std::string text = random_text("abc", 3000);
    std::map<char, int> counts;
    for (const char c : text)
        ++counts[c];
    ASSERT_EQ(text.size(), 3000);
    ASSERT_EQ(counts.size(), 3);
    // Each is drawn a thousand times, give or take 26: ten times that is not seen in the age of the universe.
    for (const char c : {'a', 'b', 'c'})
        EXPECT_NEAR(counts[c], 1000, 260) << c;
}

TEST(RandomText, IsOfAnyLengthAndAlphabet) {
    EXPECT_EQ(random_text("x", 70), std::string(70, 'x'));
    EXPECT_EQ(random_text("abc", 0), "");
    EXPECT_THROW(random_text("", 1), std::logic_error);
}

}  // namespace
}  // namespace megactl::os
