// Edits change the text they say and nothing else.
#include "model/edit/edit.h"

#include "tests/model/support/designs.h"

namespace meshwright::model::edit {
namespace {

using test::designOf;

const ResourceId kId{"VirtualService", "default", "a"};
const std::string kHead = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n";

std::string bodyAfter(const std::string& body, const Edit& edit) {
    const Design before = designOf(kHead + body);
    const auto after = apply(before, edit);
    if (!after) return "refused: " + after.error().front().message;
    const auto back = apply(*after, inverse(before, edit));
    EXPECT_EQ(back->textOf("design.yaml"), kHead + body);
    const std::string text = after->textOf("design.yaml");
    return text.substr(0, kHead.size()) == kHead ? text.substr(kHead.size()) : text;
}

Edit set(const std::string& field, Value value) {
    return {SetField{kId, field, std::move(value)}, "Set"};
}
Edit removal(const std::string& field) {
    return {RemoveField{kId, field}, "Remove"};
}
Edit insertion(const std::string& list, std::size_t index, const std::string& yaml) {
    return {InsertItem{kId, list, index, yaml}, "Insert"};
}
Edit moving(const std::string& list, std::size_t from, std::size_t to) {
    return {MoveItem{kId, list, from, to}, "Move"};
}

struct Case {
    const char* name;
    std::string before;
    Edit edit;
    std::string after;
};

class EditCase : public ::testing::TestWithParam<Case> {};

TEST_P(EditCase, ChangesOnlyWhatItSays) {
    EXPECT_EQ(bodyAfter(GetParam().before, GetParam().edit), GetParam().after);
}

const std::string kRule = "  http:\n  - route:\n    - destination: {host: b}   # stable\n      weight: 90\n"
                          "    - destination: {host: c, subset: v2}\n      weight: 10 # canary\n";

INSTANTIATE_TEST_SUITE_P(
    Set, EditCase,
    ::testing::Values(
        Case{"a number keeps the comment behind it", kRule, set("spec.http[0].route[1].weight", std::int64_t{50}),
             "  http:\n  - route:\n    - destination: {host: b}   # stable\n      weight: 90\n"
             "    - destination: {host: c, subset: v2}\n      weight: 50 # canary\n"},
        Case{"a value in flow style", kRule, set("spec.http[0].route[1].destination.subset", std::string("v3")),
             "  http:\n  - route:\n    - destination: {host: b}   # stable\n      weight: 90\n"
             "    - destination: {host: c, subset: v3}\n      weight: 10 # canary\n"},
        Case{"a new value in flow style", kRule, set("spec.http[0].route[0].destination.subset", std::string("v1")),
             "  http:\n  - route:\n    - destination: {host: b, subset: v1}   # stable\n      weight: 90\n"
             "    - destination: {host: c, subset: v2}\n      weight: 10 # canary\n"},
        Case{"nested parents that are absent", "  hosts: [a] # all\n",
             set("spec.http[0].retries.perTryTimeout", Duration::milliseconds(500)),
             "  hosts: [a] # all\n  http:\n    - retries:\n        perTryTimeout: 500ms\n"},
        Case{"a new key of a list item", kRule, set("spec.http[0].timeout", Duration::seconds(3)),
             kRule + "    timeout: 3s\n"},
        Case{"text that Kubernetes would read as a number", "  hosts: [a]\n  gateways:\n  - x\n",
             set("spec.gateways[0]", std::string("1.10")), "  hosts: [a]\n  gateways:\n  - \"1.10\"\n"},
        Case{"quotes are kept", "  hosts: ['a', \"b\"]\n", set("spec.hosts[0]", std::string("it's")),
             "  hosts: ['it''s', \"b\"]\n"},
        Case{"an empty value", "  http: # rules\n", set("spec.http[0].name", std::string("x")),
             "  http: # rules\n    - name: x\n"},
        Case{"an empty map", "  hosts: {}\n  http: []\n", set("spec.http[0].timeout", Duration::seconds(1)),
             "  hosts: {}\n  http:\n    - timeout: 1s\n"},
        Case{"no line break at the end", "  hosts:\n  - a", set("spec.exportTo[0]", std::string(".")),
             "  hosts:\n  - a\n  exportTo:\n    - ."},
        Case{"line breaks of Windows", "  hosts:\r\n  - a\r\n", set("spec.gateways[0]", std::string("mesh")),
             "  hosts:\r\n  - a\r\n  gateways:\r\n    - mesh\r\n"},
        Case{"a block of text becomes one line",
             "  http:\n  - directResponse:\n      status: 200\n      body:\n        string: |\n"
             "          one\n          two\n    name: x\n",
             set("spec.http[0].directResponse.body.string", std::string("one\ntwo")),
             "  http:\n  - directResponse:\n      status: 200\n      body:\n        string: \"one\\ntwo\"\n    name: "
             "x\n"},
        Case{"a key with dots", "  http:\n  - match:\n    - headers:\n        x.y: {exact: a}\n",
             set("spec.http[0].match[0].headers[x.y].exact", std::string("b")),
             "  http:\n  - match:\n    - headers:\n        x.y: {exact: b}\n"}),
    [](const auto& info) { return "Case" + std::to_string(info.index); });

INSTANTIATE_TEST_SUITE_P(
    Remove, EditCase,
    ::testing::Values(
        Case{"a line", kRule, removal("spec.http[0].route[1].weight"),
             "  http:\n  - route:\n    - destination: {host: b}   # stable\n      weight: 90\n"
             "    - destination: {host: c, subset: v2}\n"},
        Case{"the first key of an item", "  http:\n  - name: x\n    timeout: 1s\n", removal("spec.http[0].name"),
             "  http:\n  - timeout: 1s\n"},
        Case{"the only key leaves an empty map", "  http:\n  - name: x\n", removal("spec.http[0].name"),
             "  http:\n  - {}\n"},
        Case{"a list item", kRule, removal("spec.http[0].route[0]"),
             "  http:\n  - route:\n    - destination: {host: c, subset: v2}\n      weight: 10 # canary\n"},
        Case{"the only item leaves an empty list", "  hosts:\n  - a\n", removal("spec.hosts[0]"), "  hosts:\n  []\n"},
        Case{"in flow style", "  hosts: [a, b, c]\n", removal("spec.hosts[1]"), "  hosts: [a, c]\n"},
        Case{"the last in flow style", "  hosts: [a, b]\n", removal("spec.hosts[1]"), "  hosts: [a]\n"}),
    [](const auto& info) { return "Case" + std::to_string(info.index); });

INSTANTIATE_TEST_SUITE_P(
    Lists, EditCase,
    ::testing::Values(
        Case{"before the comment of the item", "  http:\n  # first\n  - name: x\n  # second\n  - name: y\n",
             insertion("spec.http", 1, "name: n\ntimeout: 1s"),
             "  http:\n  # first\n  - name: x\n  - name: n\n    timeout: 1s\n  # second\n  - name: y\n"},
        Case{"at the end", "  http:\n  - name: x # c\nstatus: {}\n", insertion("spec.http", 1, "name: n"),
             "  http:\n  - name: x # c\n  - name: n\nstatus: {}\n"},
        Case{"into a list that is absent", "  hosts: [a]\n", insertion("spec.http", 0, "name: n"),
             "  hosts: [a]\n  http:\n    - name: n\n"},
        Case{"in flow style", "  hosts: [a, b]\n", insertion("spec.hosts", 1, "\"1.0\""), "  hosts: [a, \"1.0\", b]\n"},
        Case{"moved with its comment", "  http:\n  - name: x\n  # about y\n  - name: y\n    timeout: 1s\n  - name: z\n",
             moving("spec.http", 1, 0),
             "  http:\n  # about y\n  - name: y\n    timeout: 1s\n  - name: x\n  - name: z\n"},
        Case{"moved in flow style", "  hosts: [a, b, c]\n", moving("spec.hosts", 0, 2), "  hosts: [b, c, a]\n"},
        Case{"moved to an end without line break", "  http:\n  - name: x\n  - name: y", moving("spec.http", 0, 1),
             "  http:\n  - name: y\n  - name: x"}),
    [](const auto& info) { return "Case" + std::to_string(info.index); });

TEST(RenameField, WritesTheNewNameInItsPlace) {
    const std::string body =
        "  http:\n  - match:\n    - headers:\n        # who\n        end-user: # it's\n          exact: a\n"
        "        other: {exact: b}\n";
    const auto renamed = [&](const char* from, const char* to) {
        return bodyAfter(body, {RenameField{kId, std::string("spec.http[0].match[0].headers.") + from, to}, "Rename"});
    };
    std::string wanted = body;
    wanted.replace(wanted.find("end-user"), 8, "x-user");
    EXPECT_EQ(renamed("end-user", "x-user"), wanted);
    wanted = body;
    wanted.replace(wanted.find("other"), 5, "\"on\"");
    EXPECT_EQ(renamed("other", "on"), wanted);
    EXPECT_NE(renamed("end-user", "other").find("refused: The other name is taken"), std::string::npos);
    EXPECT_NE(renamed("nobody", "other").find("refused"), std::string::npos);
}

TEST(Edit, OfAnAliasIsRefused) {
    const std::string body = "  hosts: &h [a]\n  gateways: *h\n";
    EXPECT_NE(bodyAfter(body, set("spec.gateways[0]", std::string("b"))).find("alias"), std::string::npos);
    EXPECT_NE(bodyAfter(body, set("spec.hosts", std::string("b"))).find("refused"), std::string::npos);
}

TEST(Edit, OfAnObjectThatIsNotThereIsRefused) {
    const auto result = apply(designOf(kHead), {SetField{{"Gateway", "default", "g"}, "spec.x", true}, ""});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().front().message, "The design holds no Gateway g.default.");
}

TEST(Edit, ShiftsTheLinesOfLaterObjects) {
    const Design before = designOf(kHead + "  hosts: [a]\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\n");
    const auto after = apply(before, set("spec.gateways[0]", std::string("mesh")));
    ASSERT_TRUE(after);
    const ResourceId service{"Service", "default", "s"};
    const auto lineOf = [&](const Design& design) {
        return Placement(design).positionOf(*design.find(service), "metadata.name").line;
    };
    EXPECT_EQ(lineOf(before), 9);
    EXPECT_EQ(lineOf(*after), 11);
}

TEST(Edit, ObjectsAreAddedAndRemoved) {
    const Design before = designOf(kHead + "  hosts: [a]");
    const auto added =
        apply(before, {AddObject{"design.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: s}"}, ""});
    ASSERT_TRUE(added);
    EXPECT_EQ(added->textOf("design.yaml"),
              kHead + "  hosts: [a]\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\n");
    const auto removed = apply(*added, {RemoveObject{kId}, ""});
    ASSERT_TRUE(removed);
    EXPECT_EQ(removed->textOf("design.yaml"), "---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\n");
    EXPECT_FALSE(apply(*added, {AddObject{"design.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: s}"}, ""}));
}

TEST(Edit, AnItemOfAListOfObjectsIsEditedAndRemoved) {
    const Design before =
        designOf("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: s}\n"
                 "- apiVersion: v1\n  kind: Service\n  metadata: {name: t}\n  spec: {type: ClusterIP}\n");
    const ResourceId t{"Service", "default", "t"};
    const auto edited = apply(before, {SetField{t, "spec.type", std::string("NodePort")}, ""});
    ASSERT_TRUE(edited);
    EXPECT_EQ(edited->find(t)->as<kube::Service>()->type, "NodePort");
    const auto removed = apply(before, {RemoveObject{t}, ""});
    ASSERT_TRUE(removed);
    EXPECT_EQ(removed->resources().size(), 1u);
}

TEST(SetWeight, KeepsTheSumAndTheRatioOfTheOthers) {
    const Design design = designOf(
        kHead + "  http:\n  - route:\n    - destination: {host: a}\n      weight: 60\n"
                "    - destination: {host: b}\n      weight: 30\n    - destination: {host: c}\n      weight: 10\n");
    for (int percent = 0; percent <= 100; ++percent) {
        const auto after = apply(design, setWeight(design, kId, "spec.http[0]", 0, percent));
        ASSERT_TRUE(after);
        const auto& route = after->find(kId)->as<istio::VirtualService>()->http[0].route;
        EXPECT_EQ(route[0].weight, percent);
        EXPECT_EQ(route[0].weight + route[1].weight + route[2].weight, 100);
        EXPECT_NEAR(static_cast<double>(route[1].weight), (100 - percent) * 0.75, 1.0);
    }
}

TEST(SetWeight, DraggedWeightsAreOneStep) {
    const Design design = designOf(kHead + kRule);
    const auto first = setWeight(design, kId, "spec.http[0]", 0, 80),
               second = setWeight(design, kId, "spec.http[0]", 0, 70);
    const auto merged = merge(first, second);
    ASSERT_TRUE(merged);
    EXPECT_EQ(apply(design, *merged)->textOf("design.yaml"), apply(design, second)->textOf("design.yaml"));
    EXPECT_FALSE(merge(first, set("spec.http[0].name", std::string("x"))));
}

TEST(MoveNode, CreatesTheCanvasAndThenUpdatesIt) {
    Design design = designOf(kHead + "  hosts: [a]\n");
    design = *apply(design, moveNode(design, "Service/default/a", 8, 16));
    design = *apply(design, moveNode(design, "Service/default/b", 24, 32));
    design = *apply(design, moveNode(design, "Service/default/a", 40.5, -48));
    const auto canvas = design.all<scenario::Canvas>();
    ASSERT_EQ(canvas.size(), 1u);
    const auto& nodes = canvas[0]->as<scenario::Canvas>()->nodes;
    ASSERT_EQ(nodes.size(), 2u);
    EXPECT_EQ(nodes[0].x, 40.5);
    EXPECT_EQ(nodes[0].y, -48);
    EXPECT_EQ(nodes[1].node, "Service/default/b");
    for (const auto& d : design.diagnostics()) ADD_FAILURE() << toText(d);
}

} // namespace
} // namespace meshwright::model::edit
