#include "core/base/text.hpp"
#include "core/config/setting.hpp"
#include "core/config/settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

namespace megactl::config {
namespace {

TEST(SettingCatalogue, NamesEverythingOnce) {
    std::set<std::string_view> names;
    for (const Setting& setting : setting_catalogue()) {
        EXPECT_TRUE(names.insert(setting.key).second) << setting.key;
        for (const std::string_view variable : setting.variables) {
            EXPECT_TRUE(names.insert(variable).second) << variable;
        }
        if (setting.flag.empty()) continue;
        EXPECT_TRUE(names.insert(setting.flag).second) << setting.flag;
    }
}

TEST(SettingCatalogue, GivesEverySettingAVariable) {
    for (const Setting& setting : setting_catalogue()) {
        ASSERT_FALSE(setting.variables.empty()) << setting.key;
        EXPECT_TRUE(std::ranges::all_of(setting.variables, is_variable_name)) << setting.key;
    }
}

TEST(SettingCatalogue, WritesKeysAsTableAndWord) {
    for (const Setting& setting : setting_catalogue()) {
        const auto tables = std::ranges::count(setting.key, '.');
        EXPECT_TRUE(tables == 1 || tables == 2) << setting.key;  // `[queue]`, `[queue.transport_options]`
    }
}

TEST(SettingCatalogue, KeepsTheKeysOfATableTogether) {
    std::set<std::string_view> seen;
    std::string_view last;
    for (const Setting& setting : setting_catalogue()) {
        const std::string_view table = setting.key.substr(0, setting.key.rfind('.'));
        if (setting.is_in_file && table != last) {
            EXPECT_TRUE(seen.insert(table).second) << setting.key;
        }
        if (setting.is_in_file) last = table;
    }
}

TEST(SettingCatalogue, WritesSentencesInLowerCaseWithoutAFullStop) {
    for (const Setting& setting : setting_catalogue()) {
        ASSERT_FALSE(setting.summary.empty()) << setting.key;
        EXPECT_EQ(setting.summary.substr(0, 1), lower(setting.summary.substr(0, 1))) << setting.key;
        EXPECT_NE(setting.summary.back(), '.') << setting.key;
    }
}

TEST(SettingCatalogue, GivesChoicesToEveryChoice) {
    for (const Setting& setting : setting_catalogue()) {
        EXPECT_EQ(setting.type == SettingType::choice, !setting.choices.empty()) << setting.key;
    }
}

TEST(SettingCatalogue, HasDefaultsThatTheirSettingsTake) {
    EXPECT_NO_THROW(resolve({}));
}

TEST(FindSetting, KnowsKeysAlone) {
    ASSERT_NE(find_setting("static.root"), nullptr);
    EXPECT_EQ(find_setting("static.root")->flag, "--root");
    EXPECT_EQ(find_setting("--root"), nullptr);
}

TEST(Settings, TakeAnUnknownKeyForADefect) {
    Settings settings;
    EXPECT_THROW(settings.text("static.rot"), std::logic_error);
    EXPECT_THROW(settings.set("static.rot", {}), std::logic_error);
}

TEST(Settings, TakeTheWrongTypeForADefect) {
    const Settings settings = resolve({});
    EXPECT_THROW(settings.boolean("static.root"), std::logic_error);
    EXPECT_THROW(settings.text("check.allow"), std::logic_error);
    EXPECT_THROW(settings.list("log.level"), std::logic_error);
    EXPECT_THROW(settings.duration("log.level"), std::logic_error);
}

}  // namespace
}  // namespace megactl::config
