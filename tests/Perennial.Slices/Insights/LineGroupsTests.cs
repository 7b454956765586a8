using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Slices.House;

namespace Perennial.Slices.Insights;

/// <summary>Groups by product and category of the database: those of the lines, as from files.</summary>
[Collection("orders")]
public sealed class LineGroupsTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_order_is_in_the_groups_of_its_lines_and_a_return_lowers_its_product(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Send(shop, "1", "2025-01-03", ("tea", "drinks", 10), ("pot", "kitchen", 20));
        await Send(shop, "2", "2025-01-09", ("pot", "kitchen", 5));
        (await shop.PostAsync("/v1/orders/events", new JsonObject
        {
            ["source"] = "web", ["number"] = "1", ["id"] = "e", ["at"] = "2025-01-05T00:00:00Z",
            ["return"] = new JsonObject { ["id"] = "r", ["at"] = "2025-01-05T10:00:00Z", ["value"] = 10, ["product"] = "tea" },
        })).Status.ShouldBe(200);
        Told(await Groups(shop, "product")).ShouldBe(["pot: 2 orders 25.00, 12.50", "tea: 1 orders 0.00, 10.00"]);
        Told(await Groups(shop, "category")).ShouldBe(["kitchen: 2 orders 25.00, 12.50", "drinks: 1 orders 0.00, 10.00"]);
        await Send(shop, "3", "2025-01-10", ("tea", "drinks", 40));
        Told(await Groups(shop, "product")).ShouldBe(["tea: 2 orders 40.00, 25.00", "pot: 2 orders 25.00, 12.50"]);
        Told(await Groups(shop, "store,product")).Count.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_was_imported_has_the_groups_of_the_report_of_the_file(DbEngine engine)
    {
        var random = new Random(11);
        var csv = new StringBuilder("order,date,customer,product,category,quantity,amount\n");
        for (var i = 0; i < 400; i++)
        {
            var day = new LocalDate(2025, 1, 1).PlusDays(random.Next(300));
            var customer = random.Next(10) == 0 ? "" : $"c{random.Next(50)}@example.com";
            for (var line = random.Next(3); line >= 0; line--)
            {
                var product = random.Next(12);
                csv.Append(CultureInfo.InvariantCulture, $"{i},{day:uuuu-MM-dd},{customer},{(product == 0 ? "" : $"P{product}")},");
                csv.Append(product % 4 == 0 ? "" : $"K{product % 4}");
                csv.Append(CultureInfo.InvariantCulture, $",{1 + random.Next(3)},{1 + random.Next(900)}.25\n");
            }
        }

        await using var shop = await Shop.OpenAsync(engines, engine);
        ((string)(await shop.ImportAsync(csv.ToString()))["state"]!).ShouldBe("done");
        var path = Path.Combine(shop.Folder, "same.csv");
        await File.WriteAllTextAsync(path, csv.ToString(), Cancellation);
        var options = new OrderFileOptions { Dimensions = [OrderField.Product, OrderField.Category] };
        var reading = CommerceModule.OrderFiles.Read([path], options, null, Cancellation);
        foreach (var dimension in (OrderField[])[OrderField.Product, OrderField.Category])
        {
            using var written = new MemoryStream();
            var question = new ReportQuestion { GroupBy = [dimension], AsOf = new LocalDate(2025, 12, 1) };
            ReportJson.Write(written, InsightsModule.Reports.Answer(reading, question));
            var wanted = JsonNode.Parse(written.ToArray())!["groups"]!.AsArray();
            wanted.Count.ShouldBeGreaterThan(3);
            var name = dimension.ToString().ToLowerInvariant();
            var groups = await Groups(shop, name + "&asOf=2025-12-01");
            groups.Select(g => g!.ToJsonString()).ShouldBe(wanted.Select(g => g!.ToJsonString()), name);
        }
    }

    private static async Task<JsonArray> Groups(Shop shop, string by)
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            var report = await shop.GetAsync("/v1/insights/report?fresh=1&by=" + by);
            if (report.Status == 200)
            {
                return report.Body!["groups"]!.AsArray();
            }

            report.Status.ShouldBe(503, report.Text);
            since.Elapsed.TotalSeconds.ShouldBeLessThan(60);
            await Task.Delay(50, Cancellation);
        }
    }

    private static List<string> Told(JsonArray groups) =>
        [.. groups.Select(g => $"{g!["value"]}: {g["orders"]} orders {g["revenue"]}, {g["averageOrderValue"]}")];

    private static async Task Send(Shop shop, string number, string day, params (string Product, string Category, int Price)[] lines) =>
        (await shop.PostAsync("/v1/orders", new JsonObject
        {
            ["source"] = "web", ["number"] = number, ["placedAt"] = day + "T10:00:00Z",
            ["customer"] = new JsonObject { ["email"] = "ana@example.com" },
            ["lines"] = new JsonArray([.. lines.Select(l => (JsonNode)new JsonObject
            {
                ["product"] = l.Product, ["category"] = l.Category, ["price"] = l.Price,
            })]),
        })).Status.ShouldBe(201);
}
