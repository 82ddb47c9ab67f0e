#include "core/project/yaml.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

YamlDocument parsed(std::string text) {
    return parse_yaml(std::make_shared<SourceText>("x.yaml", std::move(text)));
}

std::vector<std::string> reasons(const YamlDocument& document) {
    std::vector<std::string> result;
    result.reserve(document.problems.size());
    for (const YamlProblem& problem : document.problems)
        result.push_back(problem.reason);
    return result;
}

std::string keys(const YamlNode& node) {
    std::string result;
    for (const auto& [key, value] : node.members)
        result += (result.empty() ? "" : " ") + key->text + "=" + value->text;
    return result;
}

using Reasons = std::vector<std::string>;

TEST(Yaml, KeepsScalarsAsWritten) {
    const YamlDocument document = parsed("a: yes\nb: \"no\"\nc: ~\nd:\ne: null\nf: 'null'\ng: !!str 5\nh: 0800\n");
    const YamlNode& root = *document.root;
    EXPECT_TRUE(root.find("a")->is_plain);
    EXPECT_FALSE(root.find("b")->is_plain);
    EXPECT_EQ(root.find("c")->kind, YamlNode::Kind::null);
    EXPECT_EQ(root.find("d")->kind, YamlNode::Kind::null);
    EXPECT_EQ(root.find("e")->kind, YamlNode::Kind::null);
    EXPECT_TRUE(root.find("f")->is_scalar());
    EXPECT_FALSE(root.find("g")->is_plain);
    EXPECT_EQ(root.find("g")->tag, "!!str");
    EXPECT_EQ(root.find("h")->text, "0800");
    EXPECT_TRUE(document.problems.empty());
}

TEST(Yaml, PointsInBytesBehindOtherAlphabets) {
    const YamlDocument document = parsed("# naïve — ☃\nключ: \"значение\"\r\nlist:\r\n  - &a x # é\n  - !reset y\n");
    const SourceText& source = *document.source;
    const YamlNode& root = *document.root;
    EXPECT_EQ(source.text(root.members[0].first->span), "ключ");
    EXPECT_EQ(source.text(root.members[0].second->span), "\"значение\"");
    const YamlNode& list = *root.find("list");
    EXPECT_EQ(source.text(list.items[0]->span), "x");
    EXPECT_EQ(source.text(list.items[1]->span), "y");
    EXPECT_EQ(list.items[1]->tag, "!reset");
}

TEST(Yaml, PointsInBytesInLongTexts) {
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "k" + std::to_string(i) + ": é☃x\n";
    const YamlDocument document = parsed("\xEF\xBB\xBF" + text);
    ASSERT_EQ(document.root->members.size(), 500U);
    for (const auto& [key, value] : document.root->members) {
        EXPECT_EQ(document.source->text(key->span), key->text);
        EXPECT_EQ(document.source->text(value->span), "é☃x");
    }
}

TEST(Yaml, SpansOfCollections) {
    const YamlDocument document =
        parsed("a:\n  - type: bind # c\n    source: x\nb: [1,\n  2] # d\nc: |\n  one\n  two\n\n");
    const SourceText& source = *document.source;
    EXPECT_EQ(source.text(document.root->find("a")->items[0]->span), "type: bind # c");
    EXPECT_EQ(source.text(document.root->find("b")->span), "[1,\n  2]");
    EXPECT_EQ(source.text(document.root->find("c")->span), "|\n  one\n  two");
    EXPECT_EQ(document.root->find("c")->text, "one\ntwo\n");
}

TEST(Yaml, AnAliasIsTheNodeOfItsAnchor) {
    const YamlDocument document = parsed("a: &x\n  k: v\nb: *x\n");
    EXPECT_EQ(document.root->find("a"), document.root->find("b"));
}

TEST(Yaml, MergesSoThatExplicitKeysAndEarlierItemsWin) {
    const YamlDocument document = parsed(
        "x: &x {a: x, b: x}\n"
        "y: &y {b: y, c: y}\n"
        "one: {<<: *x, b: own}\n"
        "list:\n  b: own\n  <<: [*x, *y]\n  d: own\n"
        "inline: {<<: {a: 1}, z: 2}\n");
    EXPECT_TRUE(document.problems.empty());
    EXPECT_EQ(keys(*document.root->find("one")), "a=x b=own");
    EXPECT_EQ(keys(*document.root->find("list")), "b=own a=x c=y d=own");
    EXPECT_EQ(keys(*document.root->find("inline")), "a=1 z=2");
}

TEST(Yaml, RefusesMergesOfAnythingElse) {
    EXPECT_EQ(reasons(parsed("a: {<<: text}")), (Reasons{"`<<` takes a mapping, or a list of mappings"}));
    EXPECT_EQ(reasons(parsed("a: {<<: [text]}")).size(), 1U);
    EXPECT_TRUE(reasons(parsed("a: {'<<': text}")).empty());
}

TEST(Yaml, TellsOfWhatItCannotTake) {
    EXPECT_EQ(reasons(parsed("a: 1\nb: 2\na: 3\n")), (Reasons{"the key `a` stands here a second time"}));
    EXPECT_EQ(reasons(parsed("a: *nope\n")), (Reasons{"there is no anchor `&nope` before this alias"}));
    EXPECT_EQ(reasons(parsed("a: &a\n  b: *a\n")), (Reasons{"`*a` stands for a value that holds it"}));
    EXPECT_EQ(reasons(parsed("a: 1\n---\nb: 2\n")), (Reasons{"a second document begins here"}));
    EXPECT_EQ(reasons(parsed("? [a]\n: 1\n")), (Reasons{"a key must be text"}));
    const YamlDocument twice = parsed("a: 1\na: 3\n");
    EXPECT_EQ(twice.root->find("a")->text, "1");
    EXPECT_EQ(twice.source->line_at(twice.problems[0].span.begin), 2U);
}

TEST(Yaml, KeepsWhatStandsBeforeASyntaxError) {
    const YamlDocument document = parsed("a: 1\nb:\n  - x\n  c: [\n");
    EXPECT_FALSE(document.is_complete);
    ASSERT_EQ(document.problems.size(), 1U);
    EXPECT_EQ(document.root->find("a")->text, "1");
    EXPECT_EQ(document.root->find("b")->items.size(), 1U);
}

TEST(Yaml, AnEmptyDocumentHasNoRoot) {
    for (const std::string text : {"", "\n\n", "# only a comment\n", "\xEF\xBB\xBF"}) {
        const YamlDocument document = parsed(text);
        EXPECT_EQ(document.root, nullptr);
        EXPECT_TRUE(document.problems.empty());
    }
}

TEST(Yaml, BytesThatAreNoTextAreAProblem) {
    for (const std::string& text : {std::string("a: \xFF\xFE"), std::string("a: \0b", 5),
                                    std::string("\xFF\xFE"
                                                "a\0",
                                                4),
                                    std::string("a: \x01"), std::string("a: \xC3")}) {
        const YamlDocument document = parsed(text);
        EXPECT_EQ(document.problems.size(), 1U);
        EXPECT_FALSE(document.is_complete);
    }
    EXPECT_EQ(parsed("a: b\nc: é\xFF").problems[0].span.begin, 10U);
}

TEST(Yaml, IsBoundedInDepth) {
    EXPECT_FALSE(parsed(std::string(100'000, '[')).is_complete);
    std::string blocks, aliases = "a0: &a0 [x]\n";
    for (int i = 0; i < 300; ++i)
        blocks += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
    EXPECT_EQ(reasons(parsed(blocks)), (Reasons{"it nests deeper than 100 levels"}));
    for (int i = 1; i < 300; ++i) {
        aliases += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
    }
    EXPECT_FALSE(parsed(aliases).problems.empty());
    EXPECT_EQ(parsed(std::string(99, '[') + std::string(99, ']')).problems.size(), 0U);
}

TEST(Yaml, IsBoundedInMerges) {
    std::string text = "a0: &a0 {";
    for (int i = 0; i < 2000; ++i)
        text += "k" + std::to_string(i) + ": v,";
    text += "}\n";
    for (int i = 0; i < 2000; ++i)
        text += "m" + std::to_string(i) + ": {<<: *a0}\n";
    const YamlDocument document = parsed(text);
    EXPECT_EQ(reasons(document), (Reasons{"`<<` merges more than 100000 members"}));
    EXPECT_TRUE(document.is_complete);
}

TEST(Yaml, FindsAmongManyKeys) {
    std::string text;
    for (int i = 0; i < 1000; ++i)
        text += "k" + std::to_string(i) + ": " + std::to_string(i) + "\n";
    const YamlDocument document = parsed(text);
    EXPECT_EQ(document.root->find("k0")->text, "0");
    EXPECT_EQ(document.root->find("k999")->text, "999");
    EXPECT_EQ(document.root->find("k1000"), nullptr);
    EXPECT_EQ(document.root->find(""), nullptr);
}

TEST(Yaml, TakesLargeFilesInLinearTime) {
    const auto repeated = [](std::string_view piece, std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += piece;
        return text;
    };
    parsed(repeated("- a\n", 400'000));
    parsed("a: [" + repeated("{b: é},", 150'000));
    parsed("a: \"" + repeated("x\n", 500'000));
    parsed(repeated("%TAG !a! b\n", 500'000));
    parsed(repeated("a: 1\n", 150'000));
    parsed(repeated("# é\n", 300'000) + "a: é");
    parsed("a: &a x\nb: [" + repeated("*a,", 150'000) + "]");
}

}  // namespace
}  // namespace megactl::project
