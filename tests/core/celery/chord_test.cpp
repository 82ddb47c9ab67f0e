#include "core/celery/chord.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

TEST(Chord, ListsItsValuesInTheirOrder) {
    const auto values = values_of({.parts = {R"([1, "a", "SUCCESS", 1.0])", R"([1, "b", "SUCCESS", {"x": null}])"}});
    ASSERT_TRUE(values);
    EXPECT_EQ(*values, R"([1.0, {"x": null}])");
}

TEST(Chord, KeepsTheShapeOfNestedGroups) {
    const auto values = values_of({.parts = {R"([1, "a", "SUCCESS", 1])", R"([1, "b", "SUCCESS", 2])"},
                                   .header = R"({"result": [["gid", null], [[["b", null], null],)"
                                             R"( [["inner", null], [[["a", null], null]]]]]})"});
    ASSERT_TRUE(values);
    EXPECT_EQ(*values, "[2, [1]]");
}

TEST(Chord, SaysWhichPartFailed) {
    const auto reason = [](const std::string& part) {
        const auto values = values_of({.parts = {part}});
        return values ? "" : JsonView::parse(values.error())->member("exc_message")->elements().at(0).text().value();
    };
    EXPECT_EQ(reason(R"([1, "a", "FAILURE", {"exc_type": "ValueError", "exc_message": ["no", 7], "exc_module": "b"}])"),
              "Dependency a raised ValueError('no', 7)");
    EXPECT_EQ(reason(R"([1, "a", "REVOKED", {"exc_type": "TaskRevokedError", "exc_message": "expired"}])"),
              "Dependency a raised TaskRevokedError('expired')");
    EXPECT_EQ(reason(R"([1, "a"])"), "Join error: a part is not written down as Celery does");
}

}  // namespace
}  // namespace megactl::celery
