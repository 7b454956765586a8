using System.Text.Json.Serialization;
using Perennial.Kernel.Http;
using Perennial.Workspace.Audit;
using Perennial.Workspace.Jobs;
using Perennial.Workspace.Keys;
using Perennial.Workspace.Settings;
using Perennial.Workspace.Stores;
using Perennial.Workspace.Tasks;
using Perennial.Workspace.Webhooks;

namespace Perennial.Workspace.Api;

[JsonSerializable(typeof(SetUpShop.SetUpShopRequest))]
[JsonSerializable(typeof(SetUpShop.SetUpShopResponse))]
[JsonSerializable(typeof(SettingsBody))]
[JsonSerializable(typeof(ChangeSettings.ChangeSettingsRequest))]
[JsonSerializable(typeof(CreateKey.CreateKeyRequest))]
[JsonSerializable(typeof(CreateKey.CreateKeyResponse))]
[JsonSerializable(typeof(ListKeys.ListKeysResponse))]
[JsonSerializable(typeof(SavePlace.SavePlaceRequest))]
[JsonSerializable(typeof(PlaceBody))]
[JsonSerializable(typeof(ListPlaces.ListPlacesResponse))]
[JsonSerializable(typeof(ListAudit.ListAuditResponse))]
[JsonSerializable(typeof(VerifyAudit.VerifyAuditResponse))]
[JsonSerializable(typeof(SaveTask.SaveTaskRequest))]
[JsonSerializable(typeof(TaskBody))]
[JsonSerializable(typeof(ListTasks.ListTasksResponse))]
[JsonSerializable(typeof(CreateWebhookRequest))]
[JsonSerializable(typeof(ChangeWebhookRequest))]
[JsonSerializable(typeof(WebhookShown))]
[JsonSerializable(typeof(WebhookWithSecret))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(WebhookNotices))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(AttemptList))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayedBody))]
[JsonSerializable(typeof(TestEventSent))]
[JsonSerializable(typeof(JobBody))]
[JsonSerializable(typeof(JobListBody))]
[JsonSerializable(typeof(JobWithLogBody))]
internal sealed partial class WorkspaceJson : JsonSerializerContext
{
    /// <summary>The module's types, read and written as the interface does.</summary>
    public static WorkspaceJson Api { get; } = new(Json.Reading());
}
