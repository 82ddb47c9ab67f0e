#include "core/celery/strict_json.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {

TEST(StrictJson, LeavesJsonAsItIs) {
    for (const std::string json : {R"([1, -2.5e3, true, null, "NaN \" Infinity", {"ü": "\u00fc"}])",
                                   R"("\ud83d\ude00")", R"("\\ud800")", R"("a\/b\\")"})
        EXPECT_EQ(strict_json(json), json);
}

TEST(StrictJson, MakesTextsOfPythonsNumbers) {
    EXPECT_EQ(strict_json(R"([NaN, Infinity,-Infinity, {"NaN": NaN}])"),
              R"(["NaN", "Infinity","-Infinity", {"NaN": "NaN"}])");
}

TEST(StrictJson, ReplacesLoneSurrogates) {
    EXPECT_EQ(strict_json(R"(["\ud800", "\uDC00x", "\ud800\ud83d\ude00", "\ud800A"])"),
              R"(["\ufffd", "\ufffdx", "\ufffd\ud83d\ude00", "\ufffdA"])");
}

}  // namespace megactl::celery
