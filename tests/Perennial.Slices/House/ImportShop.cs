using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Perennial.Slices.House;

/// <summary>Imports as a program does them: upload, start, wait.</summary>
internal static class ImportShop
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<Reply> UploadAsync(this Shop shop, string text, string query = "name=orders.csv") =>
        UploadAsync(shop.Client, Encoding.UTF8.GetBytes(text), query);

    public static async Task<Reply> UploadAsync(HttpClient client, byte[] bytes, string query)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await client.PostAsync(new Uri("/v1/imports?" + query, UriKind.Relative), content, Cancellation);
        return await Reply.OfAsync(answer);
    }

    /// <summary>Uploads and takes in; the import as it stands at the end.</summary>
    public static async Task<JsonNode> ImportAsync(this Shop shop, string text, string query = "name=orders.csv")
    {
        var uploaded = await shop.UploadAsync(text, query);
        uploaded.Status.ShouldBe(201, uploaded.Text);
        return await shop.RunAsync((string)uploaded.Body!["id"]!, "start");
    }

    /// <summary>Has something done and waits for its job's end.</summary>
    public static async Task<JsonNode> RunAsync(this Shop shop, string id, string action)
    {
        var asked = await shop.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/{action}", null);
        asked.Status.ShouldBe(202, asked.Text);
        return await EndedAsync(shop.Client, id);
    }

    public static async Task<JsonNode> EndedAsync(HttpClient client, string id)
    {
        JsonNode? found = null;
        await JobHouse.WaitForAsync(async () =>
        {
            found = (await Shop.SendAsync(client, HttpMethod.Get, $"/v1/imports/{id}", null)).Body!;
            return (string)found["job"]!["state"]! is "done" or "failed" or "cancelled" or "paused";
        });
        return found!;
    }

    public static string Counts(JsonNode import) =>
        string.Join(' ', new[] { "rows", "rejected", "created", "changed", "unchanged" }.Select(c => $"{c}={import["counts"]![c]}"));

    /// <summary>The rows that could not be used, as their file.</summary>
    public static Task<string> RejectsAsync(this Shop shop, string id) =>
        shop.Client.GetStringAsync(new Uri($"/v1/imports/{id}/rejects", UriKind.Relative), Cancellation);

    /// <summary>Everything that orders and customers are, without what differs between two histories of one state.</summary>
    public static Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> StateAsync(this Shop shop, params IReadOnlyCollection<string> without) =>
        shop.Db.ReadAsync<IReadOnlyDictionary<string, IReadOnlyList<string>>>(async unit =>
        {
            var state = new Dictionary<string, IReadOnlyList<string>>();
            foreach (var table in (string[])["orders", "order_keys", "order_lines", "order_returns", "shipments", "waiting_order_events", "customers",
                         "customer_identifiers", "customer_search", "customer_duplicates"])
            {
                state[table] = await Dump.TableAsync(unit, table, without);
            }

            return state;
        }, Cancellation);

    public static void ShouldBeThatOf(this IReadOnlyDictionary<string, IReadOnlyList<string>> state, IReadOnlyDictionary<string, IReadOnlyList<string>> other)
    {
        foreach (var (table, rows) in other)
        {
            state[table].ShouldBe(rows, table);
        }
    }
}
