using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Perennial.Browser.House;

/// <summary>Gives a shop what an enemy would: <see cref="Polyglots"/> in every name and note that comes from outside.</summary>
internal sealed class HostileFilling(HttpClient client)
{
    /// <summary>Customers by the name that was given to them.</summary>
    public Dictionary<string, string> Customers { get; } = new(StringComparer.Ordinal);

    /// <summary>Pages of orders and tasks that carry the texts.</summary>
    public List<string> Pages { get; } = [];

    /// <summary>Fills a shop by its interface.</summary>
    /// <param name="address">The server's.</param>
    /// <param name="key">A key with all scopes.</param>
    public static async Task<HostileFilling> FillAsync(string address, string key)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var filling = new HostileFilling(client);
        string[] texts = [.. Polyglots.All, .. Polyglots.Shapes];
        for (var i = 0; i < texts.Length; i++)
        {
            await filling.AddAsync(texts[i], i.ToString("00", CultureInfo.InvariantCulture));
        }

        return filling;
    }

    private async Task AddAsync(string text, string number)
    {
        var email = $"p{number}@shop.example";
        await SendAsync(HttpMethod.Put, "/v1/stores/st" + number, new JsonObject { ["name"] = Cut(text, 100) });
        await SendAsync(HttpMethod.Put, "/v1/channels/ch" + number, new JsonObject { ["name"] = Cut(text, 100) });
        await SendAsync(HttpMethod.Put, "/v1/sellers/se" + number, new JsonObject { ["name"] = Cut(text, 100) });
        var customer = await SendAsync(HttpMethod.Post, "/v1/customers", new JsonObject
        {
            ["name"] = text, ["givenName"] = Cut(text, 100), ["attributes"] = new JsonObject { ["note" + number] = Cut(text, 500) },
            ["tags"] = new JsonArray(Cut(text, 50)),
            ["identifiers"] = new JsonArray(new JsonObject { ["kind"] = "email", ["value"] = email }),
        });
        Customers[text] = (string)customer["id"]!;
        await SendAsync(HttpMethod.Post, $"/v1/customers/{Customers[text]}/notes", new JsonObject { ["text"] = text });
        var order = await SendAsync(HttpMethod.Post, "/v1/orders", new JsonObject
        {
            ["source"] = "web", ["number"] = Cut(text, 60) + number, ["placedAt"] = "2026-01-10T10:00:00Z",
            ["store"] = "st" + number, ["channel"] = "ch" + number, ["seller"] = "se" + number,
            ["customer"] = new JsonObject { ["email"] = email },
            ["lines"] = new JsonArray(new JsonObject
            {
                ["product"] = "pr" + number, ["name"] = Cut(text, 200), ["category"] = Cut(text, 100), ["quantity"] = 1, ["price"] = "10.00",
            }),
        });
        Pages.Add("/orders/" + (string)order["id"]!);
        await SendAsync(HttpMethod.Put, "/v1/products/pr" + number, new JsonObject
        {
            ["name"] = Cut(text, 200), ["category"] = Cut(text, 100), ["supplier"] = Cut(text, 100),
        });
        await SendAsync(HttpMethod.Post, "/v1/shop-events", new JsonObject
        {
            ["kind"] = "other", ["from"] = "2026-01-09", ["to"] = "2026-01-11", ["note"] = Cut(text, 200),
        });
        await SendAsync(HttpMethod.Post, "/v1/tasks", new JsonObject
        {
            ["title"] = Cut(text, 150), ["note"] = Cut(text, 300), ["customer"] = Customers[text],
        });
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{method} {path} {body}: {text}");
    }

    private static string Cut(string text, int chars) => text.Length <= chars ? text : text[..chars];
}
