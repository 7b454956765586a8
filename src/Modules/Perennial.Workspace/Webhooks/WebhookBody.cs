using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>What goes out: <c>{"type":"order.changed","timestamp":"…","data":{…}}</c>.</summary>
internal static class WebhookBody
{
    /// <summary>The body of a payload; made once and kept, so that every attempt sends the same bytes.</summary>
    public static string Write(WebhookPayload payload, Instant happened)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", payload.Type);
            json.WriteString("timestamp", InstantPattern.ExtendedIso.Format(happened));
            json.WritePropertyName("data");
            json.WriteRawValue(payload.Data);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The payload of an event that no module has a richer one for.</summary>
    public static WebhookPayload AsItIs(OutboxEvent news) => new(news.Name, news.Body, StoreOf(news.Body));

    private static string? StoreOf(string body)
    {
        using var read = JsonDocument.Parse(body);
        return read.RootElement.ValueKind == JsonValueKind.Object && read.RootElement.TryGetProperty("store", out var store) &&
            store.ValueKind == JsonValueKind.String
            ? store.GetString()
            : null;
    }
}
