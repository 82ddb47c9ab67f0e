#include "tests/core/project/compose_fixture.hpp"

namespace megactl::project {
namespace {

TEST(ComposeInterpolation, TheCallerStandsBeforeDotenv) {
    const Compose compose = composed({{"compose.yaml", "services:\n  web:\n    image: $HOST-$A-${B:-none}\n"},
                                      {".env", "HOST=file\nA=from-file\n"}});
    const ComposeText& image = *compose.services.at(0).image;
    EXPECT_EQ(image.text, "host-from-file-none");
    ASSERT_EQ(image.interpolations.size(), 3U);
    EXPECT_EQ(image.interpolations[0].found, NameSource::caller);
    EXPECT_EQ(image.interpolations[1].found, NameSource::dotenv);
    EXPECT_EQ(image.interpolations[2].found, NameSource::nowhere);
    EXPECT_EQ(image.interpolations[2].operation, ":-");
    EXPECT_EQ(image.interpolations[2].word, "none");
    EXPECT_EQ(image.interpolations[2].at.text(), "${B:-none}");
    EXPECT_EQ(compose.dotenv->name(), ".env");
}

TEST(ComposeInterpolation, PointsIntoQuotedAndFoldedText) {
    const Compose compose = composed(
        "services:\n  web:\n    environment:\n      A: \"é\\t$A ${B}\"\n      C: >\n        x\n"
        "        ${D}\n");
    const auto& quoted = variable(compose.services[0], "A")->interpolations;
    EXPECT_EQ(quoted.at(0).at.text(), "$A");
    EXPECT_EQ(quoted.at(1).at.text(), "${B}");
    EXPECT_EQ(variable(compose.services[0], "C")->interpolations.at(0).at.line(), 7U);
}

TEST(ComposeInterpolation, NeverTouchesKeys) {
    const Compose compose = composed("services:\n  web:\n    environment:\n      $HOST: ${HOST}\n");
    EXPECT_EQ(shown(compose.services[0]), "$HOST=host");
}

TEST(ComposeInterpolation, AnErrorMakesItsServiceUnknownAndNoOther) {
    const Compose compose = composed(
        "services:\n  web:\n    command: ${A:?set A}\n    environment:\n      B: 1\n"
        "  db:\n    image: x\n  worker:\n    labels:\n      l: ${\n");
    ASSERT_EQ(compose.interpolation_errors.size(), 2U);
    EXPECT_EQ(compose.interpolation_errors[0].variable, "A");
    EXPECT_EQ(compose.interpolation_errors[0].reason, "`A` is not set: set A");
    EXPECT_EQ(compose.interpolation_errors[0].at.text(), "${A:?set A}");
    EXPECT_EQ(compose.interpolation_errors[1].variable, "");
    EXPECT_EQ(compose.interpolation_errors[1].at.line(), 10U);
    EXPECT_TRUE(compose.service("web")->is_unknown);
    EXPECT_FALSE(compose.service("db")->is_unknown);
    EXPECT_TRUE(compose.service("worker")->is_unknown);
    EXPECT_EQ(shown(*compose.service("web")), "B=1");
}

TEST(ComposeInterpolation, AnErrorInTheEnvironmentMakesThatVariableUnknown) {
    const Compose compose = composed("services:\n  web:\n    environment:\n      A: ${A:?set A}\n      B: 1\n");
    EXPECT_EQ(compose.interpolation_errors.size(), 1U);
    EXPECT_FALSE(compose.service("web")->is_unknown);
    EXPECT_EQ(shown(*compose.service("web")), "A? B=1");
}

TEST(ComposeInterpolation, WhatStandsUnderAnExtensionCountsWhereItIsUsed) {
    const std::string unused = "x-env: &env\n  A: ${A:?}\nservices:\n  web:\n    image: x\n";
    EXPECT_TRUE(composed(unused).interpolation_errors.empty());
    const Compose used = composed(unused + "    environment: *env\n  two:\n    environment: *env\n");
    EXPECT_EQ(used.interpolation_errors.size(), 1U);
    EXPECT_EQ(shown(*used.service("web")), "A?");
    EXPECT_EQ(shown(*used.service("two")), "A?");
}

TEST(ComposeInterpolation, TellsOfErrorsOutsideServicesOnce) {
    const Compose compose = composed("services:\n  web:\n    image: x\nvolumes:\n  data:\n    name: ${}\n");
    EXPECT_EQ(compose.interpolation_errors.size(), 1U);
    EXPECT_FALSE(compose.services[0].is_unknown);
}

TEST(ComposeInterpolation, EndsWhereValuesGrowWithoutMeasure) {
    std::string dotenv = "A=" + std::string(100'000, 'x') + "\n", text = "services:\n  web:\n    environment:\n";
    for (int i = 0; i < 2000; ++i)
        text += "      V" + std::to_string(i) + ": $A$A$A$A\n";
    const Compose compose = composed({{"compose.yaml", text}, {".env", dotenv}});
    EXPECT_TRUE(compose.services.at(0).is_unknown);
    EXPECT_EQ(compose.misunderstood.size(), 1U);
}

}  // namespace
}  // namespace megactl::project
