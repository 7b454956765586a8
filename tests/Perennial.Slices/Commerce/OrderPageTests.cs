using System.Text.Json.Nodes;
using Perennial.Commerce;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Commerce;

/// <summary>Orders as people see them: found, listed, given out as a file; of their own stores only.</summary>
[Collection("orders")]
public sealed class OrderPageTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_order_is_found_by_its_number_and_shown_with_all_that_belongs_to_it(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Support);
        (await ana.GetAsync("/orders")).Plain.ShouldContain(CommerceModule.Words["orders_page.empty_title"]);
        var id = await OrderAsync(shop, "web", "W-1", "north", "ana@example.com");
        await OrderAsync(shop, "till", "W-1", "south", null);
        await OrderAsync(shop, "till", "T-2", "south", null);
        await EventAsync(shop, "web", "W-1");

        var found = await ana.PostAsync("/orders", ("Number", "T-2"));
        found.Path.ShouldStartWith("/orders/ord_");
        var several = await ana.PostAsync("/orders", ("Number", " W-1 "));
        several.Path.ShouldBe("/orders");
        several.Plain.ShouldContain(CommerceModule.Words["orders_page.several"]);
        var none = await ana.PostAsync("/orders", ("Number", "W-9"));
        none.Status.ShouldBe(404);
        none.Plain.ShouldContain("value=\"W-9\"");

        var page = await ana.GetAsync("/orders/" + id);
        page.Status.ShouldBe(200);
        foreach (var text in (string[])["W-1", "ana@example.com", "Tea", "too small", "20.00", "DHL", CommerceModule.Words["orders_page.was_late"]])
        {
            page.Plain.ShouldContain(text);
        }

        (await ana.GetAsync("/orders/ord_01kjmnnbg0e9mapnh1sdd7w9zt")).Status.ShouldBe(404);
        (await ana.GetAsync("/orders/nonsense")).Status.ShouldBe(404);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Orders_are_filtered_paged_and_given_out_as_files(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Analyst);
        for (var i = 0; i < 55; i++)
        {
            await OrderAsync(shop, "web", $"W-{i:00}", i % 5 == 0 ? "north" : "south", null);
        }

        var first = await ana.GetAsync("/orders");
        first.Plain.ShouldContain("after=");
        first.Plain.Split("/orders/ord_").Length.ShouldBe(51);
        var north = await ana.GetAsync("/orders?store=north&status=placed");
        north.Plain.Split("/orders/ord_").Length.ShouldBe(12);
        (await ana.GetAsync("/orders?store=north&status=cancelled")).Plain.ShouldContain(CommerceModule.Words["orders_page.none_title"]);
        (await ana.GetAsync("/orders?status=lost")).Status.ShouldBe(422);
        (await ana.GetAsync("/orders?from=yesterday")).Status.ShouldBe(422);
        (await ana.GetAsync("/orders?from=2026-01-01&to=2026-01-31")).Plain.ShouldContain(CommerceModule.Words["orders_page.none_title"]);
        var csv = await ana.GetAsync("/orders?handler=File&ending=csv&store=north");
        csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(12);
        csv.Text.ShouldNotContain("south");
        (await ana.GetAsync("/orders?handler=File&ending=xlsx")).Bytes[..2].ShouldBe("PK"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Who_is_of_one_store_sees_its_orders_and_of_no_customer(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var north = await OrderAsync(shop, "web", "N-1", "north", "ana@example.com");
        var south = await OrderAsync(shop, "web", "S-1", "south", "boris@example.com");
        using var cashier = await Visitor.OfAsync(shop, StaffRole.Cashier, "north");
        var list = await cashier.GetAsync("/orders");
        list.Plain.ShouldContain("N-1");
        list.Plain.ShouldNotContain("S-1");
        list.Plain.ShouldNotContain("south");
        list.Plain.ShouldNotContain("ana@example.com");
        (await cashier.GetAsync("/orders?store=south")).Plain.ShouldNotContain("S-1");
        (await cashier.GetAsync("/orders/" + north)).Plain.ShouldNotContain("ana@example.com");
        (await cashier.GetAsync("/orders/" + south)).Status.ShouldBe(404);
        (await cashier.PostAsync("/orders", ("Number", "S-1"))).Status.ShouldBe(404);
        (await cashier.PostAsync("/orders", ("Number", "N-1"))).Path.ShouldBe("/orders/" + north);
        var file = (await cashier.GetAsync("/orders?handler=File&ending=csv")).Text;
        file.ShouldContain("N-1");
        file.ShouldNotContain("S-1");
        file.ShouldNotContain("cus_");
    }

    private static async Task<string> OrderAsync(Shop shop, string source, string number, string store, string? email)
    {
        var made = await shop.PostAsync("/v1/orders", new JsonObject
        {
            ["source"] = source, ["number"] = number, ["placedAt"] = "2026-03-01T10:00:00Z", ["store"] = store,
            ["customer"] = email is null ? null : new JsonObject { ["email"] = email },
            ["lines"] = new JsonArray(new JsonObject { ["product"] = "T", ["name"] = "Tea", ["quantity"] = 2, ["price"] = "10.00" }),
        });
        made.Status.ShouldBe(201, made.Text);
        return (string)made.Body!["id"]!;
    }

    private static async Task EventAsync(Shop shop, string source, string number)
    {
        foreach (var (id, name, value) in ((string, string, string)[])
                 [
                     ("e1", "status", "\"completed\""),
                     ("e2", "return", """{"id":"r1","at":"2026-03-06T10:00:00Z","value":"10.00","quantity":1,"reason":"too small"}"""),
                     ("e3", "shipment", """
                         {"id":"s1","updatedAt":"2026-03-07T10:00:00Z","promisedAt":"2026-03-02T10:00:00Z","shippedAt":"2026-03-03T10:00:00Z",
                         "deliveredAt":"2026-03-04T10:00:00Z","carrier":"DHL"}
                         """),
                 ])
        {
            var told = await shop.PostAsync("/v1/orders/events", new JsonObject
            {
                ["source"] = source, ["number"] = number, ["id"] = id, ["at"] = "2026-03-07T10:00:00Z", [name] = JsonNode.Parse(value),
            });
            told.Status.ShouldBeInRange(200, 202, told.Text);
        }
    }
}
