using System.Text.Json.Nodes;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Workspace;

[Collection("staff")]
public sealed class SettingsTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Who_changes_a_store_that_somebody_else_changed_meanwhile_is_told_before_she_replaces_that(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        (await shop.SendAsync(HttpMethod.Put, "/v1/stores/north", new JsonObject { ["name"] = "North" })).Status.ShouldBe(200);
        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        (await owner.GetAsync("/settings/stores?edit=north")).Text.ShouldContain("name=\"Version\" value=\"1\"");
        (await shop.SendAsync(HttpMethod.Put, "/v1/stores/north", new JsonObject { ["name"] = "Far North" })).Status.ShouldBe(200);
        var told = await owner.SendAsync("/settings/stores?edit=north", ("Version", "1"), ("Name", "Near North"), ("Archived", "false"));
        told.Status.ShouldBe(412);
        told.Plain.ShouldContain("Far North");
        told.Text.ShouldContain("value=\"Near North\"");
        told.Text.ShouldContain("name=\"Version\" value=\"2\"");
        var saved = await owner.SendAsync("/settings/stores?edit=north", ("Version", "2"), ("Name", "Near North"), ("Archived", "false"));
        saved.Status.ShouldBe(200);
        (await owner.GetAsync("/settings/stores")).Plain.ShouldContain("Near North");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_region_of_phone_numbers_stays_where_it_is_left_out_and_goes_where_it_is_null(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        (string Change, string? Region)[] changes =
        [
            ("""{"name":"Tea"}""", "RO"), ("""{"phoneRegion":null}""", null), ("""{"name":"Tea & Co"}""", null), ("""{"phoneRegion":"DE"}""", "DE"),
        ];
        foreach (var (change, region) in changes)
        {
            var changed = await shop.SendAsync(HttpMethod.Patch, "/v1/settings", JsonNode.Parse(change));
            changed.Status.ShouldBe(200, change + changed.Text);
            ((string?)changed.Body!["phoneRegion"]).ShouldBe(region, change);
            ((string?)(await shop.GetAsync("/v1/settings")).Body!["phoneRegion"]).ShouldBe(region, change);
        }

        var wrong = await shop.SendAsync(HttpMethod.Patch, "/v1/settings", JsonNode.Parse("""{"phoneRegion":""}"""));
        wrong.Errors.ShouldBe(["phoneRegion: settings.region_unknown"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Without_a_region_a_number_without_a_country_is_no_number(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        JsonNode Ana() => JsonNode.Parse("""{"identifiers":[{"kind":"phone","value":"0722 111 222"}]}""")!;
        (await shop.SendAsync(HttpMethod.Patch, "/v1/settings", JsonNode.Parse("""{"phoneRegion":null}"""))).Status.ShouldBe(200);
        (await shop.PostAsync("/v1/customers", Ana())).Errors.Single().ShouldStartWith("identifiers[0]: ");
        (await shop.SendAsync(HttpMethod.Patch, "/v1/settings", JsonNode.Parse("""{"phoneRegion":"RO"}"""))).Status.ShouldBe(200);
        (await shop.PostAsync("/v1/customers", Ana())).Status.ShouldBe(201);
    }
}
