#include "core/config/compose_template.hpp"

#include <gtest/gtest.h>

#include <map>

namespace megactl::config {
namespace {

FilledTemplate filled(std::string_view text, std::size_t limit = 1 << 20) {
    static const std::map<std::string, std::string, std::less<>> names{{"V", "value"}, {"E", ""}, {"v", "small"}};
    const auto lookup = [](std::string_view name) -> std::optional<std::string> {
        const auto found = names.find(name);
        return found == names.end() ? std::nullopt : std::optional(found->second);
    };
    return fill_template(text, lookup, limit);
}

struct Row {
    std::string_view text;
    std::string_view result;
};

TEST(ComposeTemplate, FillsEveryFormOfTheGrammar) {
    for (const Row& row : {
             Row{"plain", "plain"},
             Row{"$V", "value"},
             Row{"${V}", "value"},
             Row{"$v$V", "smallvalue"},  // case matters
             Row{"a${V}b$V.c", "avaluebvalue.c"},
             Row{"$U", ""},
             Row{"[${U}]", "[]"},
             Row{"${U:-w}|${E:-w}|${V:-w}", "w|w|value"},
             Row{"${U-w}|${E-w}|${V-w}", "w||value"},
             Row{"${U:+w}|${E:+w}|${V:+w}", "||w"},
             Row{"${U+w}|${E+w}|${V+w}", "|w|w"},
             Row{"${V:?m}|${E?m}|${V?}", "value||value"},
             Row{"${U:-}", ""},
             Row{"${U:-a b:c/d}", "a b:c/d"},
             Row{"${U:-${V}}", "value"},
             Row{"${U:-x${U:-y${U:-$V}}z}", "xyvaluez"},
             Row{"${U:-${E:-${U-deep}}}!", "deep!"},
             Row{"${V:+<${V}>}", "<value>"},
             Row{"$$", "$"},
             Row{"$$V", "$V"},
             Row{"$$$V", "$value"},
             Row{"$${V}", "${V}"},
             Row{"${U:-$$V}", "$V"},
             Row{"^REGEX$", "^REGEX$"},
             Row{"a $ b", "a $ b"},
             Row{"$}", "$}"},
             Row{"$1 $! $-", "$1 $! $-"},
             Row{"${V:-${}}", "value"},  // a word that is not needed is not looked at
         }) {
        const FilledTemplate result = filled(row.text);
        EXPECT_FALSE(result.error) << row.text;
        EXPECT_EQ(result.text, row.result) << row.text;
    }
}

TEST(ComposeTemplate, RefusesWhatComposeRefuses) {
    for (const std::string_view text : {"${", "${}", "${ x}", "${x }", "${x!}", "${x", "${1}", "${x:}", "${x#p}",
                                        "${x%p}", "${x/p/r}", "${x:=w}", "${U:-${}}", "a ${U:-${V}", "${U:-w"}) {
        const FilledTemplate result = filled(text);
        ASSERT_TRUE(result.error) << text;
        EXPECT_EQ(result.text, text);
        EXPECT_EQ(result.error->variable, "");
    }
}

TEST(ComposeTemplate, SaysWhichVariableIsRequired) {
    const FilledTemplate unset = filled("a ${U:?set U}");
    ASSERT_TRUE(unset.error);
    EXPECT_EQ(unset.error->variable, "U");
    EXPECT_EQ(unset.error->reason, "`U` is not set: set U");
    EXPECT_EQ(unset.error->span, (Span{2, 13}));
    EXPECT_EQ(filled("${E:?}").error->reason, "`E` is empty");
    EXPECT_TRUE(filled("${U?}").error);
}

TEST(ComposeTemplate, RecordsWhatWasLookedUp) {
    const FilledTemplate result = filled("$V ${U:-x${E-w}}");
    ASSERT_EQ(result.uses.size(), 3U);
    EXPECT_EQ(result.uses[0].name, "V");
    EXPECT_EQ(result.uses[0].operation, "");
    EXPECT_EQ(result.uses[1].operation, ":-");
    EXPECT_EQ(result.uses[1].word, "x${E-w}");
    EXPECT_EQ(result.uses[1].span, (Span{3, 16}));
    EXPECT_EQ(result.uses[2].name, "E");
    EXPECT_EQ(result.uses[2].span, (Span{9, 15}));
}

TEST(ComposeTemplate, NestsWithoutEndInLinearTime) {
    std::string text;
    for (int i = 0; i < 500'000; ++i)
        text += "${U:-";
    EXPECT_TRUE(filled(text).error);
    text += "x" + std::string(500'000, '}');
    EXPECT_EQ(filled(text).text, "x");
}

TEST(ComposeTemplate, StopsWhereTheResultGrowsTooLarge) {
    const FilledTemplate result = filled("$V$V$V", 12);
    ASSERT_TRUE(result.error);
    EXPECT_TRUE(result.error->is_too_large);
    EXPECT_EQ(filled("$V$V", 10).text, "valuevalue");
    EXPECT_TRUE(filled("longer", 3).error);
}

}  // namespace
}  // namespace megactl::config
