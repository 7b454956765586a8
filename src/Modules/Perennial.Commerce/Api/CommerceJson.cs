using System.Text.Json.Serialization;
using Perennial.Commerce.Orders;
using Perennial.Kernel.Http;

namespace Perennial.Commerce.Api;

[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(OrderEventBody))]
[JsonSerializable(typeof(OrderOutcome))]
[JsonSerializable(typeof(OrderNews))]
[JsonSerializable(typeof(OrdersBody))]
[JsonSerializable(typeof(OrdersOutcome))]
internal sealed partial class CommerceJson : JsonSerializerContext
{
    /// <summary>The module's types, read and written as the interface does.</summary>
    public static CommerceJson Api { get; } = new(Json.Reading());
}
