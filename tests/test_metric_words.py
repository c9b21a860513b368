"""What the name of a metric tells."""

from __future__ import annotations

import pytest

from lrviz.rules.metric_words import better_when

HIGHER = (
    "acc val_acc valid/acc val-accuracy valAcc valacc train_acc_epoch acc1 top1 top5 Accuracy MulticlassAccuracy "
    "val_auc auroc f1 val_f1 f1_score f1score BinaryF1Score map mAP val_mAP coco/bbox_mAP mAP@0.5 map50 AP50 iou "
    "mIoU meanIoU val/mean_iou r2 r2_score bleu BleuScore val_dice dice_score JaccardIndex bitmap_acc recall@1"
)
LOWER = (
    "loss val_loss val/loss valLoss valloss train_loss_epoch heatmap_loss map_loss dice_loss iou_loss val_f1_loss "
    "acc_error top1_err error mse val_mse rmse MeanAbsoluteError mae ppl perplexity depth_map_rmse losses val_loss_1"
)
EITHER = (
    "score val_score lr epoch heatmap roadmap mapping accumulated gloss_score lossless maple flossing trapping "
    "loss_recall neg_loss -loss 1-acc train_val_acc_gap acc_drop loss_improvement val_${metric} ${monitor}"
)


@pytest.mark.parametrize("name", HIGHER.split())
def test_a_score_is_better_when_it_is_higher(name):
    assert better_when(name) == "higher"


@pytest.mark.parametrize("name", LOWER.split())
def test_a_loss_is_better_when_it_is_lower(name):
    assert better_when(name) == "lower"


@pytest.mark.parametrize("name", [*EITHER.split(), ""])
def test_other_names_do_not_tell(name):
    assert better_when(name) is None
