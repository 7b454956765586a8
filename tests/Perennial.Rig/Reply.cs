using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Perennial.Rig;

/// <summary>What came back.</summary>
public sealed record Reply(int Status, string Text, JsonNode? Body, HttpResponseHeaders Headers)
{
    public string? Code => (string?)Body?["code"];

    /// <summary>Fields that are wrong, with their codes: <c>number: field.missing</c>.</summary>
    public IReadOnlyList<string> Errors => [.. (Body?["errors"] as JsonArray ?? []).Select(e => $"{e!["field"]}: {e["code"]}")];

    /// <summary>Sends a call and waits for its answer.</summary>
    public static async Task<Reply> ToAsync(
        HttpClient client, HttpMethod method, string path, JsonNode? body, string? idempotencyKey, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var answer = await client.SendAsync(request, cancellation);
        return await OfAsync(answer);
    }

    public static async Task<Reply> OfAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        JsonNode? body = null;
        if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && text.Length > 0)
        {
            body = JsonNode.Parse(text);
        }

        return new Reply((int)answer.StatusCode, text, body, answer.Headers);
    }
}

/// <summary>What was promised did not come to pass.</summary>
public sealed class RigException(string what) : Exception(what);
