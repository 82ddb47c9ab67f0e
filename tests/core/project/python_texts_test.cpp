#include "core/project/python_texts.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace megactl::project {
namespace {

using Texts = std::vector<std::string>;

TEST(PythonTexts, AreThoseOfATupleOrAList) {
    EXPECT_EQ(texts_in(R"(("A", 'B'))"), (Texts{"A", "B"}));
    EXPECT_EQ(texts_in("[\n    r'^a\\.b$',  # one\n    \"\"\"c\"\"\",\n]\n"), (Texts{"^a\\.b$", "c"}));
    EXPECT_EQ(texts_in(R"("A", "B")"), (Texts{"A", "B"}));
    EXPECT_EQ(texts_in(R"(("A",))"), (Texts{"A"}));
    EXPECT_EQ(texts_in("[]"), Texts());
    EXPECT_EQ(texts_in("()"), Texts());
}

TEST(PythonTexts, JoinWhereNoCommaPartsThem) {
    EXPECT_EQ(texts_in(R"(["A" "B", "C"])"), (Texts{"AB", "C"}));
}

TEST(PythonTexts, AreNoneInAnythingElse) {
    for (const char* expression : {"", "\"A\"", "(\"A\")", "[\"A\", b]", "[b\"A\"]", "[f\"{a}\"]", "[\"A\"] + more",
                                   "[*others]", "[a for a in b]", "{\"A\"}", "[\"A\"", "None"}) {
        EXPECT_EQ(texts_in(expression), std::nullopt) << expression;
    }
}

}  // namespace
}  // namespace megactl::project
